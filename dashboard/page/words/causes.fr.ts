import type { Causes } from './causes.ts'

/** Each cause in French: what happened, and what to do. */
export const causesFr: Causes = {
  gazelle_unreachable: [
    'Gazelle est injoignable.',
    'En général, rien : chaque synchronisation reprend d’elle-même. Si cela dure, vérifiez le réseau et l’adresse de Gazelle (réglage GAZELLE_API_URL).',
  ],
  gazelle_timeout: [
    'Gazelle met trop de temps à répondre.',
    'En général, rien : chaque synchronisation reprend d’elle-même. Si cela dure des heures, écrivez au soutien technique de Gazelle.',
  ],
  gazelle_throttled: [
    'Gazelle demande moins d’appels.',
    'Rien : les appels ralentissent d’eux-mêmes. Si cela revient souvent, abaissez le réglage GAZELLE_RATE_LIMIT.',
  ],
  gazelle_server_error: [
    'Gazelle est en panne.',
    'Rien : chaque synchronisation reprend d’elle-même. Si cela dure des heures, écrivez au soutien technique de Gazelle.',
  ],
  gazelle_answer_unreadable: [
    'La réponse reçue ne vient pas de Gazelle, ou sa forme a changé.',
    'Si cela dure, vérifiez l’adresse de Gazelle (réglage GAZELLE_API_URL) et demandez au soutien technique de Gazelle si la forme de ses réponses a changé.',
  ],
  gazelle_answer_too_large: [
    'Une réponse de Gazelle est trop volumineuse pour être lue d’un coup.',
    'Rien : des pages plus petites sont demandées. Une seule fiche de cette taille est laissée de côté et nommée.',
  ],
  gazelle_wrong_address: [
    'L’adresse n’est pas celle de Gazelle.',
    'Corrigez le réglage GAZELLE_API_URL : ce doit être l’adresse de l’API de Gazelle. L’accès n’est pas en cause.',
  ],
  gazelle_credential_refused: [
    'Gazelle refuse l’accès.',
    'Reconnectez le compte en tant qu’administrateur complet de l’entreprise, ou remplacez la clé d’API (réglage GAZELLE_API_KEY). Appuyez ensuite sur « Essayer maintenant ».',
  ],
  gazelle_not_connected: [
    'Le compte n’est pas connecté à Gazelle.',
    'Connectez-le une fois en tant qu’administrateur complet de l’entreprise, ou enregistrez une clé d’API.',
  ],
  gazelle_not_full_admin: [
    'La personne qui a donné l’accès n’est pas administratrice complète dans Gazelle.',
    'Ouvrez le lien de nouveau en tant qu’administrateur complet, sans accès limité.',
  ],
  gazelle_other_company: [
    'L’accès est celui d’une autre entreprise.',
    'Utilisez l’accès d’un administrateur complet de l’entreprise de ce compte. Une autre entreprise est un autre compte.',
  ],
  gazelle_field_gone: [
    'Gazelle n’a plus un champ qui lui est demandé.',
    'L’équipe de développement retire le champ de ce type de données, ou le renomme. Rien d’autre n’est touché.',
  ],
  gazelle_value_gone: [
    'Gazelle n’a plus une valeur qui lui est demandée.',
    'Rien : la valeur n’est plus demandée. Elle sera retirée de la liste à l’occasion.',
  ],
  gazelle_list_endless: [
    'La liste de Gazelle est revenue à son début.',
    'Rien : la prochaine synchronisation relit la liste depuis le début. Si cela dure, écrivez au soutien technique de Gazelle.',
  ],
  gazelle_cursor_refused: [
    'Gazelle a perdu sa place dans la liste.',
    'Rien : la liste est relue depuis le début, d’elle-même.',
  ],
  gazelle_query_too_costly: [
    'Gazelle trouve une requête trop lourde.',
    'Rien : des pages plus petites sont demandées. Si cela dure, il faut demander moins de champs.',
  ],
  gazelle_query_refused: [
    'Gazelle refuse une requête.',
    'L’équipe de développement compare la requête au schéma de Gazelle. Rien d’autre n’est touché.',
  ],
  token_unreadable: [
    'L’accès enregistré n’a pas pu être lu. Gazelle ne l’a pas refusé.',
    'En général, rien. Si cela dure, vérifiez dans Supabase que le projet fonctionne.',
  ],
  token_not_stored: [
    'Un nouvel accès n’a pas pu être enregistré.',
    'En général, rien : il est gardé, puis enregistré au prochain appel. Si cela dure, vérifiez dans Supabase que le projet fonctionne.',
  ],
  token_key_wrong: [
    'L’accès enregistré a été scellé avec une autre clé.',
    'Remettez l’ancienne clé (réglage TOKEN_ENCRYPTION_KEY), ou reconnectez le compte.',
  ],
  changes_pruned: [
    'Un programme qui suit les changements s’est absenté plus longtemps qu’ils ne sont gardés.',
    'Faites-lui refaire sa copie.',
  ],
  connect_link_gone: ['Le lien a déjà servi, ou il est trop vieux.', 'Demandez un nouveau lien.'],
  connect_denied: [
    'L’accès n’a pas été accordé chez Gazelle.',
    'Ouvrez le lien de nouveau, puis accordez l’accès.',
  ],

  database_unreachable: [
    'La base de données ne répondait pas.',
    'En général, rien : chaque synchronisation reprend d’elle-même. Si cela dure, vérifiez dans Supabase que le projet fonctionne.',
  ],
  bad_setting: [
    'Un réglage manque ou est erroné.',
    'Corrigez-le : le message ci-dessous dit lequel, et le fichier .env.example les explique tous.',
  ],
  unexpected: [
    'Une erreur de ce programme.',
    'Un nouvel essai se fait de lui-même. Si cela revient, transmettez la page de la synchronisation et le journal de sa fonction à l’équipe de développement.',
  ],
  run_stalled: [
    'La synchronisation a été interrompue plusieurs fois de suite.',
    'Le plus souvent, elle a atteint une limite de mémoire ou de temps. Transmettez sa page et le journal de sa fonction à l’équipe de développement : ils disent laquelle.',
  ],
  slice_over: ['Le temps a manqué pour interroger Gazelle.', 'Rien : la question sera reposée plus tard.'],
  lease_lost: ['Une autre synchronisation a pris le relais.', 'Rien.'],
  page_gap: [
    'Une page aurait laissé un trou; elle n’a pas été gardée.',
    'Une erreur de ce programme : transmettez la page de la synchronisation à l’équipe de développement.',
  ],
  redis_timeout: [
    'Le service qui limite le nombre d’appels ne répondait pas.',
    'Si cela dure, vérifiez le réglage UPSTASH_REDIS_REST_URL.',
  ],
  entity_refused: [
    'Une table a changé et ne peut plus être remplie.',
    'L’équipe de développement rétablit la table ou corrige sa déclaration : le message ci-dessous dit ce qui ne convient pas.',
  ],
  functions_not_connected: [
    'La base de données ne sait pas où sont les fonctions.',
    'L’équipe de développement déploie de nouveau : leur adresse et leur clé seront rangées dans Vault.',
  ],
  erasure_key_missing: [
    'La clé qui permet de reconnaître les clients effacés a disparu.',
    'L’équipe de développement remet le secret gazelle_erasure_key dans Vault. D’ici là, rien n’est enregistré, pour qu’aucune personne effacée ne revienne.',
  ],
  auth_unreachable: [
    'Le service de connexion de Supabase ne répond pas.',
    'Vérifiez l’adresse du projet, et qu’il n’est pas en pause.',
  ],
  bad_answer: [
    'La réponse n’est pas celle qui était attendue.',
    'Vérifiez l’adresse du projet et sa clé secrète.',
  ],
  account_paused: ['Le compte est en pause.', 'Réactivez-le quand ses données doivent de nouveau arriver.'],
  unknown_account: ['Ce compte n’existe pas.', 'Rechargez la page : le compte a peut-être été retiré.'],
  unknown_module: ['Ce type de données n’existe pas.', 'Rechargez la page.'],
  not_found: ['Cela n’existe pas, ou n’existe plus.', 'Rechargez la page : c’est peut-être déjà réglé.'],
  bad_input: ['La demande n’est pas valable.', 'Rechargez la page, puis réessayez.'],
  open_invoices: [
    'Ce client a encore des factures ouvertes.',
    'Réglez-les ou annulez-les dans Gazelle, puis réessayez.',
  ],
  views_refused: [
    'Les vues ne peuvent pas être placées là.',
    'Choisissez un schéma à vous, et déplacez ce qui porte déjà ces noms.',
  ],
  GZ299: ['Un essai a été annulé, comme prévu.', 'Rien.'],
  GZ425: [
    'Deux reprises de la version 5, ou une reprise et son annulation, étaient en cours en même temps.',
    'Laissez l’une finir, puis relancez l’autre.',
  ],
  '42501': [
    'Seul un administrateur de cette entreprise peut faire cela.',
    'Demandez à la personne responsable du projet de vous nommer administrateur.',
  ],
  lookup: ['Gazelle n’a pas dit si elle a encore une fiche.', 'Rien : la question sera reposée plus tard.'],

  run_failed: [
    'Une synchronisation a échoué.',
    'En général, rien : elle reprend à la prochaine heure prévue, là où elle s’est arrêtée. Si cela dure, sa page en donne la raison.',
  ],
  gazelle_away: [
    'Gazelle ne répond pas correctement.',
    'En général, rien : chaque synchronisation reprend d’elle-même. Si cela dure, consultez la page d’état de Gazelle.',
  ],
  wrong_address: [
    'L’adresse n’est pas celle de Gazelle.',
    'Corrigez le réglage GAZELLE_API_URL : ce doit être l’adresse de l’API de Gazelle.',
  ],
  token_refused: [
    'Gazelle refuse l’accès.',
    'Reconnectez le compte en tant qu’administrateur complet de l’entreprise, ou remplacez la clé d’API (réglage GAZELLE_API_KEY).',
  ],
  rights_lost: [
    'L’accès ne permet plus de tout voir dans Gazelle.',
    'Donnez à son utilisateur, dans Gazelle, tous les droits d’administration sans accès limité, ou reconnectez le compte avec quelqu’un qui les a.',
  ],
  token_ending: [
    'L’accès expire bientôt et n’a pas été renouvelé.',
    'Consultez les erreurs des dernières synchronisations. Si rien ne l’explique, reconnectez le compte.',
  ],
  field_gone: [
    'Gazelle n’a plus un champ qui lui est demandé.',
    'L’équipe de développement retire le champ de ce type de données, ou le renomme. Rien d’autre n’est touché.',
  ],
  new_value: [
    'Gazelle a une valeur encore inconnue ici.',
    'Rien n’est perdu : les fiches concernées sont lues et gardées. La valeur sera nommée à l’occasion.',
  ],
  value_gone: [
    'Gazelle n’a plus une valeur qui lui est demandée.',
    'Rien : la valeur n’est plus demandée. Elle sera retirée de la liste à l’occasion.',
  ],
  type_drift: [
    'Un champ arrive sous une autre forme qu’avant.',
    'L’équipe de développement compare le champ au schéma de Gazelle, le corrige, puis fait remettre les fiches en production.',
  ],
  stale: [
    'Des données sont plus vieilles que prévu.',
    'Synchronisez-les. Si cela ne suffit pas, la page de la dernière synchronisation en donne la raison.',
  ],
  schedule_silent: [
    'Aucune synchronisation n’a commencé depuis un moment.',
    'L’horaire ne démarre rien ou n’atteint pas les fonctions. Vérifiez dans Supabase que le projet fonctionne et que ses tâches sont actives.',
  ],
  error_share: [
    'Un nombre inhabituel de fiches est refusé.',
    'Consultez les fiches refusées : elles sont regroupées par cause.',
  ],
  sweep_short: [
    'Un balayage complet a rapporté nettement moins que ce que Gazelle compte.',
    'Vérifiez que l’accès est celui d’un administrateur complet, puis lancez un balayage complet.',
  ],
  sweep_overdue: [
    'Aucun balayage complet n’a tout rapporté depuis trop longtemps.',
    'Consultez ce que Gazelle ne fournit pas et la page du dernier balayage, puis lancez un balayage complet.',
  ],
  hole_stays: [
    'Gazelle n’arrive pas à fournir une fiche ou une partie de fiche.',
    'Corrigez la fiche dans Gazelle, ou indiquez que vous êtes au courant.',
  ],
  run_slow: [
    'Une synchronisation dure plus longtemps que d’habitude.',
    'En général, rien. Sa page montre où elle en est et combien de temps elle a attendu Gazelle.',
  ],
  slice_near_limit: [
    'Une synchronisation approche des limites de Supabase.',
    'Abaissez un réglage pour réduire ses tranches : SYNC_SLICE_CPU_SECONDS, SYNC_SLICE_MEGABYTES ou SYNC_SLICE_SECONDS.',
  ],
  deletion_held: [
    'Des suppressions attendent votre décision.',
    'Consultez-les, puis confirmez-les ou conservez les fiches.',
  ],
  look_ups_fail: [
    'Des fiches ont peut-être disparu, et Gazelle ne le confirme pas.',
    'La page des suppressions montre ce que Gazelle a répondu. Si cela dure, écrivez au soutien technique de Gazelle.',
  ],
  placeholders_stay: [
    'Des fiches auxquelles d’autres renvoient ne sont pas arrivées.',
    'Cherchez-les dans Gazelle. Le prochain balayage complet dira lesquelles n’existent plus.',
  ],
  rejects_stay: [
    'Des fiches refusées attendent une correction.',
    'Corrigez-les dans Gazelle, puis réessayez.',
  ],
  channel_failing: [
    'Un canal d’alerte ne transmet plus rien.',
    'Vérifiez ses réglages, puis envoyez un message d’essai (voir « Canaux d’alerte » plus bas).',
  ],
  webhook_failing: [
    'Un webhook ne prend plus ses changements.',
    'Rien n’est perdu : ils attendent. Réparez le destinataire, puis envoyez un message d’essai et relancez le webhook (voir « Webhooks » plus bas).',
  ],
  job_failing: [
    'Une tâche de nuit de la base de données échoue.',
    'Le message est celui de Postgres : transmettez-le à l’équipe de développement.',
  ],
  sign_up_open: [
    'N’importe qui peut s’inscrire à ce projet.',
    'Une personne qui s’inscrit ne lit rien tant qu’aucune entreprise ne lui donne accès. Désactivez l’inscription dans Supabase (Authentication, Sign In / Providers).',
  ],
  humidity_out: [
    'L’humidité de pianos est hors de la plage à respecter.',
    'Appelez le client : la pièce ou le système d’humidité demande des soins. La page du piano montre ses mesures.',
  ],
  unserviced: [
    'Des pianos n’ont pas eu d’entretien depuis trop longtemps.',
    'Planifiez un entretien avec le client.',
  ],
  moved: [
    'Des rendez-vous ont été déplacés peu avant leur début.',
    'Assurez-vous que le technicien et le client le savent.',
  ],
  bounced: [
    'Des courriels n’ont pas atteint leur client.',
    'Demandez une autre adresse au client et corrigez-la dans Gazelle.',
  ],

  release_deletions: [
    'Des fiches manquent dans Gazelle, trop nombreuses pour être supprimées sans vous.',
    'Consultez-les. Confirmez si elles n’existent vraiment plus; conservez-les si elles doivent rester.',
  ],
  hole: [
    'Gazelle n’arrive pas à fournir une fiche ou une partie de fiche.',
    'Corrigez-la dans Gazelle, ou indiquez que vous êtes au courant. Tout se règle de soi-même dès que Gazelle répond.',
  ],
  rejects: [
    'Des fiches ont été refusées.',
    'Consultez-les : elles sont regroupées par cause. Corrigez-les dans Gazelle, puis réessayez.',
  ],
  unidentified: [
    'Gazelle a fourni des fiches sans identifiant.',
    'Rien ne peut être fait ici : écrivez au soutien technique de Gazelle. Ces fiches sont gardées telles quelles, hors de la production.',
  ],
  placeholders: [
    'Des fiches auxquelles d’autres renvoient ne sont pas arrivées de Gazelle.',
    'Cherchez-les dans Gazelle. Chacune est redemandée à plusieurs reprises; le prochain balayage complet dira lesquelles n’existent plus.',
  ],
  unknown_user: [
    'Des fiches nomment un utilisateur absent de la liste de Gazelle.',
    'Cherchez cet utilisateur dans Gazelle. Le prochain balayage complet dira s’il y est encore.',
  ],
}
