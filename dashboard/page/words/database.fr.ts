// What the database and the functions say in English, in French: by rule of an alert, and by code of an error. The page
// in English shows their own words. An error's message, which holds names and numbers, stays as it came.

export const remedies: Record<string, string> = {
  run_failed:
    'Elle reprend d’elle-même là où elle s’est arrêtée. Si cela dure, l’erreur de la synchronisation dit quoi corriger.',
  gazelle_away:
    'Rien n’est perdu : tout reprend de soi-même. Si cela dure, vérifiez GAZELLE_API_URL et l’état de Gazelle.',
  token_refused:
    'Reconnectez le compte : gazelle connect. Avec une clé d’API, remplacez GAZELLE_API_KEY. Il faut un administrateur complet de l’entreprise du compte.',
  rights_lost:
    'Donnez à son utilisateur, dans Gazelle, tous les droits d’administration sans accès limité, ou connectez quelqu’un qui les a : gazelle connect. gazelle doctor dit à qui est l’accès.',
  token_ending:
    'Cherchez les erreurs token_ dans les synchronisations; au besoin, reconnectez le compte : gazelle connect.',
  field_gone:
    'gazelle doctor nomme chaque champ disparu; retirez-le de la requête du module, ou renommez-le. Les autres modules continuent.',
  type_drift:
    'La production garde ses valeurs. Comparez le champ au schéma de Gazelle (gazelle doctor), corrigez sa colonne ou son chemin dans le fichier du module, puis : gazelle replay.',
  stale: 'Consultez gazelle status; pour synchroniser à la main : gazelle sync --module.',
  schedule_silent: 'L’horaire ne démarre rien ou n’atteint aucune fonction : gazelle doctor.',
  error_share: 'Consultez les fiches refusées pour connaître la règle et les valeurs.',
  sweep_short:
    'Vérifiez que l’accès est celui d’un administrateur complet (gazelle doctor), puis relisez tout : gazelle sync --mode full.',
  sweep_overdue:
    'Ce que les synchronisations courtes ne voient pas (modifications, suppressions) date du dernier balayage entier. Consultez gazelle holes list et la page du balayage, puis relisez tout : gazelle sync --mode full.',
  hole_stays:
    'Tout le reste continue. Corrigez la fiche dans Gazelle, ou indiquez que vous êtes au courant : gazelle holes list, puis gazelle holes ack.',
  new_value:
    'Rien à faire pour les données : elles sont lues et conservées. Ajoutez la valeur à la liste du module pour la nommer.',
  value_gone: 'La valeur n’est plus demandée et le reste continue. Retirez-la de la liste du module.',
  wrong_address: 'Corrigez GAZELLE_API_URL : ce doit être l’adresse GraphQL de Gazelle.',
  run_slow: 'Consultez sa page : pages lues, attente et limites de Gazelle.',
  slice_near_limit:
    'Au-delà, Supabase l’interrompt. Réduisez les tranches dans les secrets des fonctions : SYNC_SLICE_CPU_SECONDS et SYNC_SLICE_MEGABYTES (calcul, mémoire) ou SYNC_SLICE_SECONDS (durée).',
  look_ups_fail:
    'Rien n’est supprimé entre-temps. La page des suppressions montre ce que Gazelle a répondu; gazelle doctor vérifie les requêtes par identifiant.',
  deletion_held: 'Consultez les suppressions, puis confirmez-les ou conservez les fiches.',
  placeholders_stay: 'monitoring.placeholders montre ce qui y renvoie et ce que Gazelle a répondu.',
  rejects_stay: 'Corrigez-les dans Gazelle ou changez la règle, puis réessayez.',
  channel_failing: 'Vérifiez ses réglages (ALERT_…), puis faites un essai : gazelle alerts test.',
  webhook_failing:
    'Rien n’est perdu : ils attendent. Réparez le destinataire, ou retirez le webhook : gazelle webhooks list montre ce qu’il a répondu. S’il est en pause, relancez-le : gazelle webhooks resume.',
  job_failing:
    'Le message est celui de Postgres. Exécutez la commande de la tâche à la main : select jobname, command from cron.job; l’historique est dans cron.job_run_details.',
  sign_up_open:
    'Une personne qui s’inscrit ne lit rien tant que personne ne lui donne accès. Désactivez l’inscription dans Supabase (Authentication, Sign In / Providers), ou désactivez cette règle dans monitoring.alert_rules si c’est voulu.',
  humidity_out:
    'Appelez le client : la pièce ou le système d’humidité demande des soins. La page du piano, dans le tableau de bord, montre ses mesures.',
  unserviced:
    'Planifiez un entretien avec le client. Pour choisir les pianos : gazelle alerts rules unserviced --pianos concert.',
  moved: 'Assurez-vous que le technicien et le client le savent.',
  bounced: 'Demandez une autre adresse au client et corrigez-la dans Gazelle.',
}

export const endings: Record<string, string> = {
  run_failed: 'La synchronisation a réussi de nouveau.',
  gazelle_away: 'Gazelle répond de nouveau.',
  token_refused: 'Gazelle accepte de nouveau l’accès.',
  rights_lost: 'L’accès permet de nouveau de tout voir.',
  token_ending: 'Le jeton a été renouvelé.',
  field_gone: 'La requête est acceptée de nouveau.',
  type_drift: 'Le champ est lisible de nouveau.',
  stale: 'Les données sont de nouveau à jour.',
  schedule_silent: 'Les synchronisations commencent de nouveau.',
  error_share: 'Les erreurs sont de nouveau sous le seuil.',
  sweep_short: 'Un balayage complet a de nouveau tout rapporté.',
  sweep_overdue: 'Un balayage complet a de nouveau tout rapporté.',
  hole_stays: 'Ce qui manquait est arrivé, ou une personne est au courant.',
  new_value: 'La valeur est nommée.',
  value_gone: 'La valeur est de nouveau acceptée, ou n’est plus demandée.',
  wrong_address: 'L’adresse est de nouveau celle de Gazelle.',
  run_slow: 'La synchronisation est terminée.',
  slice_near_limit: 'Depuis un jour, aucune tranche n’approche des limites.',
  look_ups_fail: 'Gazelle répond de nouveau à leur sujet.',
  deletion_held: 'Plus aucune suppression n’attend.',
  placeholders_stay: 'Les fiches sont arrivées, ou leur suppression est confirmée.',
  rejects_stay: 'Plus aucune fiche n’attend.',
  channel_failing: 'Le canal transmet de nouveau.',
  webhook_failing: 'Le webhook prend de nouveau ses changements.',
  job_failing: 'Les tâches réussissent de nouveau.',
  sign_up_open: 'L’inscription est désactivée.',
  humidity_out: 'Le piano est revenu dans la plage, ou n’a pas été mesuré depuis un an.',
  unserviced: 'Le piano a eu un entretien, ou ne fait plus partie des pianos visés.',
  moved: 'L’heure du rendez-vous est passée.',
  bounced: 'Un courriel est arrivé, l’adresse a changé, ou cela date.',
}

export const hints: Record<string, string> = {
  auth_unreachable:
    'Supabase Auth ne répond pas : vérifiez l’adresse du projet, et qu’il n’est pas en pause.',
  bad_answer:
    'La réponse n’est pas celle qui était attendue : vérifiez l’adresse et la clé secrète du projet.',
  gazelle_unreachable: 'Vérifiez le réseau et GAZELLE_API_URL; la synchronisation reprend d’elle-même.',
  gazelle_timeout: 'Gazelle est lent; la synchronisation reprend d’elle-même.',
  GZ508: 'La prochaine synchronisation relit la liste depuis le début. Si cela dure, signalez-le à Gazelle.',
  gazelle_list_endless:
    'La prochaine synchronisation relit la liste depuis le début. Si cela dure, signalez-le à Gazelle.',
  gazelle_answer_too_large:
    'Une page plus petite est demandée d’elle-même; une fiche de cette taille est laissée de côté et nommée.',
  gazelle_cursor_refused: 'La liste est relue depuis le début, d’elle-même.',
  gazelle_query_too_costly: 'Une page plus petite est demandée d’elle-même.',
  gazelle_value_gone: 'La valeur n’est plus demandée; le reste continue.',
  gazelle_wrong_address: 'Corrigez GAZELLE_API_URL : ce doit être l’adresse GraphQL de Gazelle.',
  gazelle_throttled: 'Si cela revient, abaissez GAZELLE_RATE_LIMIT.',
  gazelle_server_error: 'Une panne du côté de Gazelle; la synchronisation reprend d’elle-même.',
  gazelle_answer_unreadable: 'Vérifiez que GAZELLE_API_URL est l’adresse GraphQL.',
  gazelle_credential_refused:
    'Reconnectez le compte (gazelle connect) ou remplacez GAZELLE_API_KEY; il faut un administrateur complet.',
  gazelle_not_connected: 'Connectez le compte une fois : gazelle connect, ou gazelle accounts set-key.',
  changes_pruned: 'Faites refaire sa copie au programme qui suit les changements.',
  GZ411: 'Faites refaire sa copie au programme qui suit les changements.',
  connect_link_gone: 'Demandez un nouveau lien : gazelle connect.',
  GZ410: 'Demandez un nouveau lien : gazelle connect.',
  connect_denied: 'Ouvrez le lien de nouveau, puis accordez l’accès chez Gazelle.',
  gazelle_not_full_admin: 'Ouvrez le lien de nouveau comme administrateur complet, sans accès limité.',
  gazelle_other_company:
    'Utilisez l’accès d’un administrateur complet de l’entreprise du compte. Une autre entreprise est un autre compte : gazelle accounts add.',
  GZ451:
    'Utilisez l’accès d’un administrateur complet de l’entreprise du compte. Une autre entreprise est un autre compte : gazelle accounts add.',
  gazelle_field_gone:
    'Le schéma de Gazelle a changé. Retirez le champ de la requête du module, ou renommez-le.',
  gazelle_query_refused: 'Comparez la requête du module au schéma de Gazelle.',
  token_unreadable: 'Le jeton n’a pas pu être lu; il n’a pas été refusé. Vérifiez la base de données.',
  token_not_stored: 'Le nouveau jeton est en mémoire; il sera enregistré au prochain appel.',
  token_key_wrong: 'Remettez la TOKEN_ENCRYPTION_KEY qui a scellé le jeton, ou reconnectez le compte.',
  database_unreachable: 'La base de données ne répondait pas; la synchronisation reprend d’elle-même.',
  bad_setting: 'Corrigez le réglage dans les secrets de la fonction; .env.example les explique tous.',
  unexpected: 'Une erreur du programme : le journal de la fonction donne les détails.',
  redis_timeout: 'Si cela dure, vérifiez UPSTASH_REDIS_REST_URL.',
  run_stalled: 'Le journal de la fonction dit ce qui a arrêté les tranches.',
  slice_over: 'Elle sera redemandée plus tard, d’elle-même.',
  lease_lost: 'Une autre tranche a repris la synchronisation; il n’y a rien à faire.',
  page_gap: 'Une erreur du programme : une page aurait laissé un trou.',
  unknown_account: 'Les comptes sont dans sync.accounts.',
  account_paused: 'Le compte est en pause : gazelle accounts resume.',
  unknown_module: 'Les modules sont dans sync.modules.',
  not_found: 'Cela n’existe pas, ou n’existe plus.',
  entity_refused: 'La table a changé et n’entre plus dans la promotion; le message dit ce qui ne va pas.',
  bad_input: 'La demande n’est pas valable.',
  functions_not_connected: 'L’adresse ou la clé des fonctions manque dans Vault : sync.connect_functions.',
  erasure_key_missing:
    'Remettez le secret gazelle_erasure_key dans Vault : d’ici là rien n’est enregistré, pour que personne d’effacé ne revienne.',
  open_invoices: 'Réglez ou annulez ces factures dans Gazelle, ou ajoutez --with-open-invoices.',
  no_id: 'Elle est gardée dans sync.unidentified.',
  lookup: 'Elle sera redemandée plus tard.',
  GZ400: 'La demande n’est pas valable.',
  GZ401: 'Le compte n’a pas d’accès à Gazelle : gazelle accounts set-key ou gazelle connect.',
  GZ403: 'Les comptes sont dans sync.accounts.',
  GZ404: 'Les modules sont dans sync.modules.',
  GZ405: 'Cela n’existe pas, ou n’existe plus.',
  GZ409: 'Une autre tranche a repris la synchronisation.',
  GZ412: 'Une erreur du programme : une page aurait laissé un trou.',
  GZ422: 'La table a changé et n’entre plus dans la promotion; le message dit ce qui ne va pas.',
  GZ423: 'Le compte est en pause : gazelle accounts resume.',
  GZ426:
    'Remettez le secret gazelle_erasure_key dans Vault : d’ici là rien n’est enregistré, pour que personne d’effacé ne revienne.',
  GZ427: 'Réglez ou annulez ces factures dans Gazelle, ou ajoutez --with-open-invoices.',
  GZ428: 'Choisissez public ou un schéma à vous, et déplacez d’abord ce qui porte déjà ces noms.',
  views_refused: 'Choisissez public ou un schéma à vous, et déplacez d’abord ce qui porte déjà ces noms.',
  GZ299: 'Rien à faire : la base annule ainsi le travail d’un rapport.',
  GZ425: 'Laissez l’autre reprise finir, puis relancez la même commande.',
  GZ424: 'L’adresse ou la clé des fonctions manque dans Vault : sync.connect_functions.',
  '42501': 'Seul un administrateur de l’entreprise concernée peut faire cela.',
}
