// What commands say: headings, sentences, errors and what to do about them.
export const said = {
  day: 'jour',
  days: 'jours',
  '{done} of {total}': '{done} sur {total}',

  // mcp
  'An assistant starts this and speaks with it; end it with Ctrl-C.':
    'C’est un assistant qui lance cette commande et lui parle; Ctrl-C l’arrête.',

  // status
  'It must be 0.2 to 3600 seconds.': 'Écrivez un nombre de secondes, de 0.2 à 3600.',
  'alert {id}': 'alerte {id}',
  'See gazelle alerts list.': 'Voir gazelle alerts list.',
  '{n} deletion of {module}': '{n} suppression de {module}',
  '{n} deletions of {module}': '{n} suppressions de {module}',
  '{module}: {n} deletion is held. See gazelle deletions list.':
    '{module} : {n} suppression est retenue. Voir gazelle deletions list.',
  '{module}: {n} deletions are held. See gazelle deletions list.':
    '{module} : {n} suppressions sont retenues. Voir gazelle deletions list.',
  '{n} hole in {module}': '{n} manque dans {module}',
  '{n} holes in {module}': '{n} manques dans {module}',
  '{module}: {n} hole is open. See gazelle holes list.':
    '{module} : {n} manque est ouvert. Voir gazelle holes list.',
  '{module}: {n} holes are open. See gazelle holes list.':
    '{module} : {n} manques sont ouverts. Voir gazelle holes list.',
  '{n} unhealthy module': '{n} module défaillant',
  '{n} unhealthy modules': '{n} modules défaillants',
  'Needs a person: {what}.': 'À traiter : {what}.',
  'Nothing needs a person.': 'Rien à traiter.',
  module: 'module',
  status: 'état',
  'known as of': 'connu au',
  age: 'âge',
  pending: 'en attente',
  rejected: 'refusées',
  placeholders: 'provisoires',
  'last whole sweep': 'dernier balayage entier',
  'next sweep': 'prochain balayage',
  running: 'en cours',
  never: 'jamais',
  '{time} ago': 'il y a {time}',
  'in {time}': 'dans {time}',
  'Over: {modules} failed in the last 24 hours, and succeeded since.':
    'Réglé (échec au cours des 24 dernières heures, puis réussite) : {modules}.',
  'An edit that Gazelle shows no poll (one that touches no timeline entry, say) comes with the next full sweep.':
    'Une modification que Gazelle ne signale pas (elle ne touche aucune entrée de l’historique, par exemple) arrive avec le prochain balayage complet.',

  // doctor
  'they are the secrets of the project’s functions; none is here':
    'ce sont les secrets des fonctions du projet; aucun n’est ici',
  complete: 'complets',
  'not checked: its settings are not here': 'non vérifié : les réglages ne sont pas ici',
  'Put the settings of .env.example into .env, as for gazelle deploy, which checks it too.':
    'Mettez les réglages de .env.example dans .env, comme pour gazelle deploy, qui vérifie cela aussi.',
  'not checked': 'non vérifié',
  'Correct the faults above first.': 'Corrigez d’abord les défauts ci-dessus.',
  'not checked: the account {account} waits for consent':
    'non vérifié : le compte {account} attend qu’on accorde l’accès',
  'Correct it; .env.example explains each setting.': 'Corrigez-le; .env.example explique chaque réglage.',
  'no alert channel is set up here': 'aucun canal d’alerte n’est réglé ici',
  'Set ALERT_ settings; on Supabase as secrets.':
    'Définissez des réglages ALERT_; sur Supabase, comme secrets.',
  '{names}; no heartbeat, so no alert is sent when the database is down':
    '{names}; pas de signe de vie, donc aucune alerte quand la base de données est arrêtée',
  'Set ALERT_HEARTBEAT_URL to a check of a service that alarms on silence, such as Healthchecks.io.':
    'Donnez à ALERT_HEARTBEAT_URL l’adresse d’un service qui sonne l’alarme en cas de silence, par exemple Healthchecks.io.',
  '{names}, and a heartbeat; gazelle alerts test proves them':
    '{names}, et un signe de vie; gazelle alerts test en fait l’essai',
  'a full admin’s': 'celui d’un administrateur complet',
  'the credential of {account} does not open: {message}': 'l’accès de {account} ne s’ouvre pas : {message}',
  'Add the key that sealed it to TOKEN_ENCRYPTION_KEY, or connect again: gazelle connect --account {account}':
    'Ajoutez à TOKEN_ENCRYPTION_KEY la clé qui l’a scellé, ou reconnectez : gazelle connect --account {account}',
  'the credential of {account} is still sealed with an old key':
    'l’accès de {account} est encore scellé avec une ancienne clé',
  'Before that key is taken out of TOKEN_ENCRYPTION_KEY: gazelle accounts reseal':
    'Avant de retirer cette clé de TOKEN_ENCRYPTION_KEY : gazelle accounts reseal',
  '{n} stored credential opens with the first key': '{n} accès enregistré s’ouvre avec la première clé',
  '{n} stored credentials open with the first key': '{n} accès enregistrés s’ouvrent avec la première clé',
  '{n} call': '{n} appel',
  '{n} calls': '{n} appels',
  'introspection is off': 'l’introspection est désactivée',
  'Take it out of the query in shared/modules/, or rename it there.':
    'Retirez-le de la requête dans shared/modules/, ou renommez-le là.',
  '{module} does not name {values} of {name}': '{module} ne connaît pas {values} de {name}',
  'Nothing is lost; name it in its lane in shared/modules/{module}.ts.':
    'Rien n’est perdu; ajoutez la valeur à sa voie, dans shared/modules/{module}.ts.',
  '{queries} queries fit ({how})': '{queries} requêtes conviennent ({how})',
  'the database lacks {names}': 'il manque {names} à la base de données',
  'Apply them: gazelle deploy --project-ref <reference> (npm start does it locally).':
    'Appliquez-les : gazelle deploy --project-ref <référence> (npm start le fait sur cette machine).',
  '{n} more, of other applications or of a newer version of this code':
    '{n} de plus, d’autres applications ou d’une version plus récente de ce code',
  'all {n} are applied': 'les {n} sont appliquées',
  'every promotion fits its table and its policies':
    'chaque promotion convient à sa table et à ses politiques',
  'tables or policies of {names} have changed since their promotions were generated':
    'les tables ou les politiques de {names} ont changé depuis que leurs promotions ont été générées',
  'no schedule syncs {names}': 'aucun horaire ne synchronise {names}',
  'select sync.schedule(module, mode, times); the module’s migration has the usual ones.':
    'select sync.schedule(module, mode, times); la migration du module a les horaires habituels.',
  'no job has been due yet: they fire from the end of the first sync on':
    'aucune tâche n’était encore due : elles partent dès la fin de la première synchronisation',
  'Run gazelle doctor again when npm start has printed its table.':
    'Relancez gazelle doctor quand npm start aura affiché son tableau.',
  'the job {name} is missing or off': 'la tâche {name} manque ou est désactivée',
  'Switch it on in Studio, under Cron.': 'Activez-la dans Studio, sous Cron.',
  '{name} has not fired for {n} minutes': '{name} n’est pas partie depuis {n} minutes',
  '{name} has not fired as long as is known': '{name} n’est jamais partie, que l’on sache',
  'Check that pg_cron runs (Studio, Cron); restart the project if it does not.':
    'Vérifiez que pg_cron tourne (Studio, Cron); redémarrez le projet sinon.',
  '{name} has not fired yet': '{name} n’est pas encore partie',
  'It fires each minute; run gazelle doctor again.': 'Elle part chaque minute; relancez gazelle doctor.',
  'fired last before Vault had the functions’ address: {names}':
    'parties la dernière fois avant que Vault ait l’adresse des fonctions : {names}',
  'Each fires again at its time.': 'Chacune repart à son heure.',
  '{name} failed: {message}': '{name} a échoué : {message}',
  'The message is Postgres’s own.': 'Le message est celui de Postgres.',
  '{name} is switched off': '{name} est désactivée',
  'the alert rules fail: {message}': 'les règles d’alerte échouent : {message}',
  'Correct the rule that it names.': 'Corrigez la règle en question.',
  '{n} jobs, present and firing': '{n} tâches, présentes et actives',
  'gazelle deploy --project-ref <reference> (npm start does it locally).':
    'gazelle deploy --project-ref <référence> (npm start le fait sur cette machine).',
  'it lacks {names}: the schedule calls nothing': 'il y manque {names} : l’horaire n’appelle rien',
  'Store them:': 'Enregistrez-les :',
  'the schedule calls {address}, not {other}': 'l’horaire appelle {address}, et non {other}',
  'has the functions’ address and the secret key that is used here':
    'a l’adresse des fonctions et la clé secrète qui sert ici',
  'the schedule calls with another secret key than the one used here, and has begun no run with it for 15 minutes: the key may be deleted':
    'l’horaire appelle avec une autre clé secrète que celle qui sert ici, et n’a rien commencé avec elle depuis 15 minutes : la clé est peut-être supprimée',
  'Store one that the project has:': 'Enregistrez-en une du projet :',
  'has the functions’ address and a secret key with which runs begin':
    'a l’adresse des fonctions et une clé secrète avec laquelle les synchronisations commencent',
  'a slice of {module} (run {run}) used {used} {unit} of {resource}; Supabase ends it at {limit} {unit}':
    'une tranche de {module} (synchronisation {run}) a pris {used} {unit} de {resource}; Supabase l’arrête à {limit} {unit}',
  'Lower {names} in the functions’ secrets.': 'Abaissez {names} dans les secrets des fonctions.',
  '{most} {unit} of {resource}': '{most} {unit} de {resource}',
  'not measured there: {what}': 'non mesuré là : {what}',
  'none of the last day came near what a worker may use: {what}':
    'depuis un jour, aucune n’a approché ce qu’une fonction peut utiliser : {what}',
  'none was measured in the last day; a worker may use {what}':
    'aucune n’a été mesurée depuis un jour; une fonction peut utiliser {what}',
  'this machine and the database agree': 'cette machine et la base de données ont la même heure',
  'the database is {n} s ahead of this machine': 'la base de données avance de {n} s sur cette machine',
  'the database is {n} s behind this machine': 'la base de données retarde de {n} s sur cette machine',
  'Set this machine’s clock by the network; the database’s is its host’s.':
    'Synchronisez l’horloge de cette machine avec le réseau; celle de la base de données est celle de son hôte.',
  'Deploy them: gazelle deploy --project-ref <reference>; or start the local stack: npm start.':
    'Déployez-les : gazelle deploy --project-ref <référence>; ou démarrez tout sur cette machine : npm start.',
  '{address} cannot be reached ({reason})': '{address} ne répond pas ({reason})',
  'health answers HTTP {status}': 'health répond HTTP {status}',
  'health says: {message}': 'health dit : {message}',
  'Check SUPABASE_URL of the functions.': 'Vérifiez SUPABASE_URL des fonctions.',
  'they answer; the data is {status}': 'elles répondent; état des données : {status}',
  'anybody can sign up, anonymously too; without a membership they read nothing':
    'n’importe qui peut s’inscrire, même anonymement; sans être membre, on ne lit rien',
  'anybody can sign up; without a membership they read nothing':
    'n’importe qui peut s’inscrire; sans être membre, on ne lit rien',
  'Switch it off in Supabase (Authentication, Sign In / Providers), or: gazelle deploy --project-ref <reference>.':
    'Désactivez-la dans Supabase (Authentication, Sign In / Providers), ou : gazelle deploy --project-ref <référence>.',
  'off: people are invited': 'désactivée : les personnes sont invitées',
  'nobody is an admin, so nobody can act in the dashboard of this project':
    'personne n’est admin, donc personne ne peut agir dans le tableau de bord de ce projet',
  'Invite a user in Supabase (Authentication, Users), then: gazelle members add <e-mail> --role admin':
    'Invitez une personne dans Supabase (Authentication, Users), puis : gazelle members add <courriel> --role admin',
  '{n} admin; gazelle members list shows all': '{n} admin; gazelle members list montre tout',
  '{n} admins; gazelle members list shows all': '{n} admins; gazelle members list montre tout',

  // access to Gazelle
  'Use the credential of a full admin: for a lesser user Gazelle silently leaves rows out.':
    'Utilisez l’accès d’un administrateur complet : pour un autre, Gazelle omet des fiches sans le dire.',
  'a user without an e-mail address': 'une personne sans adresse courriel',
  'Not everything can be read: {limit}.': 'Tout ne peut pas être lu : {limit}.',

  // errors and questions
  'account {account} knows {known} of the {given} clients or pianos of {name}, and other accounts know {others} of them':
    'le compte {account} connaît {known} des {given} clients ou pianos de {name}, et d’autres comptes en connaissent {others}',
  'account {account} knows {known} of the {given} clients or pianos of {name}':
    'le compte {account} connaît {known} des {given} clients ou pianos de {name}',
  '{what} of {account}': '{what} de {account}',
  'invited on {day}': 'invité le {day}',
  'registered on {day}, by {how}': 'inscrit le {day}, par {how}',
  'an unknown way': 'un moyen inconnu',
  '[y/N]': '[o/N]',

  // sync, start, connect, and lists
  'waits for run {run}, which is open': 'attend la synchronisation {run}, qui est en cours',
  '{fetched} fetched, {changed} changed': '{fetched} lues, {changed} modifiées',
  '{one} fetched, {changed} changed': '{one} lue, {changed} modifiée',
  '{fetched} fetched, {one} changed': '{fetched} lues, {one} modifiée',
  mode: 'mode',
  fetched: 'lues',
  changed: 'modifiées',
  promoted: 'en production',
  duration: 'durée',
  'Account {account} is paused: it is synced now, and by no schedule.':
    'Le compte {account} est en pause : il est synchronisé maintenant, et par aucun horaire.',
  'A dry run: nothing of this was kept.': 'Essai à blanc : rien n’a été gardé.',
  'Started in {time}. Syncing from the stand-in for Gazelle:':
    'Démarré en {time}. Synchronisation depuis le simulateur de Gazelle :',
  'Started in {time}. Syncing from Gazelle:': 'Démarré en {time}. Synchronisation depuis Gazelle :',
  'not begun': 'pas commencé',
  'Gazelle does not answer: {what}. Trying again for half a minute …':
    'Gazelle ne répond pas : {what}. De nouveaux essais se font pendant une demi-minute…',
  '{what}: {text}': '{what} : {text}',
  'Run the same command again when that is mended.': 'Relancez la même commande quand ce sera réglé.',
  'When that is mended, the schedules sync each at its time, and `npm run gazelle -- sync --all` does at once.':
    'Quand ce sera réglé, l’horaire synchronisera chacun à son heure; `npm run gazelle -- sync --all` le fait tout de suite.',
  'The modules after it were not begun, since that stops them too.':
    'Les modules suivants n’ont pas commencé, car cela les arrête aussi.',
  'Done in {time}.': 'Terminé en {time}.',
  'Where to look': 'Où regarder',
  Database: 'Base de données',
  Functions: 'Fonctions',
  'Secret key': 'Clé secrète',
  'Publishable key': 'Clé publique',
  'A member to sign in': 'Un membre pour se connecter',
  'Their password': 'Son mot de passe',
  'Stand-in for Gazelle': 'Simulateur de Gazelle',
  'Its API key': 'Sa clé d’API',
  'Log of all parts': 'Journal de toutes les parties',
  'Data API': 'API de données',
  Dashboard: 'Tableau de bord',
  'The schedules run from now on. In another terminal: `npm run gazelle -- status`. Ctrl-C stops everything.':
    'L’horaire est maintenant actif. Dans un autre terminal : `npm run gazelle -- status`. Ctrl-C arrête tout.',
  'Ctrl-C stops it.': 'Ctrl-C l’arrête.',
  'Dashboard: {url}': 'Tableau de bord : {url}',
  'The dashboard did not start: {message}': 'Le tableau de bord n’a pas démarré : {message}',
  'Open this address in a browser, and allow access:':
    'Ouvrez cette adresse dans un navigateur, et accordez l’accès :',
  'Connected as': 'Connecté en tant que',
  'The account is paused: gazelle accounts resume {account}':
    'Le compte est en pause : gazelle accounts resume {account}',
  'Write a whole number of minutes from 1 to 20160.': 'Écrivez un nombre entier de minutes, de 1 à 20160.',
  'Access was not granted. You can close this page.':
    'L’accès n’a pas été accordé. Vous pouvez fermer cette page.',
  'This is not the expected answer.': 'Ce n’est pas la réponse attendue.',
  'Access is granted. You can close this page.': 'L’accès est accordé. Vous pouvez fermer cette page.',
  'Then paste the address that the browser ended at:': 'Puis collez l’adresse où le navigateur a abouti :',
  'Have a full admin of {company} open this address, and allow access at Gazelle:':
    'Faites ouvrir cette adresse par un administrateur complet de {company}, pour qu’il accorde l’accès chez Gazelle :',
  'It works once, for {minutes} minutes. Waiting; Ctrl-C ends the waiting, and the link stays valid.':
    'Elle sert une fois, pendant {minutes} minutes. En attente; Ctrl-C met fin à l’attente, et le lien reste valable.',
  'Nothing waits, nothing is refused.': 'Rien n’attend, rien n’est refusé.',
  '{tried} tried: {promoted} promoted, {rejected} still refused.':
    '{tried} reprises : {promoted} en production, {rejected} encore refusées.',
  '{tried} tried, {written} written': '{tried} reprises, {written} écrites',
  '{module}: {tried} tried, {written} rows written in production.':
    '{module} : {tried} reprises, {written} lignes écrites en production.',
  '{n} records': '{n} fiches',
  '{path}: {n} records of {pages} pages.': '{path} : {n} fiches de {pages} pages.',
  '{n} rows': '{n} lignes',
  table: 'table',
  rows: 'lignes',
  bytes: 'octets',
  '{sum} rows of one table: {folder}': '{sum} lignes d’une table : {folder}',
  '{sum} rows of {n} tables: {folder}': '{sum} lignes de {n} tables : {folder}',
  'No alert is open.': 'Aucune alerte n’est ouverte.',
  'resolved: {ending}': 'réglée : {ending}',
  'acknowledged by {by}': 'notée par {by}',
  heartbeat: 'signe de vie',
  channel: 'canal',
  answer: 'réponse',
  'No channel is set up: see ALERT_ in .env.example. On Supabase they are secrets of the functions.':
    'Aucun canal n’est réglé : voir ALERT_ dans .env.example. Sur Supabase, ce sont des secrets des fonctions.',
  'it must be the number of an alert': 'Ce doit être le numéro d’une alerte.',
  'Alert {id} is acknowledged by {by}.': 'L’alerte {id} est notée par {by}.',
  'It was acknowledged before, or is resolved.': 'Elle était déjà notée, ou est réglée.',
  'Nothing is missing.': 'Rien ne manque.',
  id: 'identifiant',
  because: 'motif',
  'missing for': 'absente depuis',
  'merged into': 'fusionnée avec',
  'decided by': 'décidé par',
  attempts: 'essais',
  'last error': 'dernière erreur',
  '{id} ({entity} of {owner})': '{id} ({entity} de {owner})',
  '{n} held back. To delete them: gazelle deletions release. To keep them: gazelle deletions dismiss.':
    '{n} retenues. Pour les supprimer : gazelle deletions release. Pour les conserver : gazelle deletions dismiss.',
  '{n} more': '{n} de plus',
  'Release {n} deletion of {module}?': 'Confirmer {n} suppression de {module}?',
  'Release {n} deletions of {module}?': 'Confirmer {n} suppressions de {module}?',
  'Keep this one of {module}?': 'Conserver celle-ci de {module}?',
  'Keep these {n} of {module}?': 'Conserver ces {n} de {module}?',
  'Nothing of {module} is held back.': 'Rien de {module} n’est retenu.',
  '{n} {module} stay.': '{module} : {n} restent.',
  '{n} {module} released; what is still gone is deleted, at the latest by the next run.':
    '{module} : {n} confirmées; ce qui est toujours absent est supprimé, au plus tard par la prochaine synchronisation.',
  'No hole is open.': 'Rien ne manque.',
  closed: 'réglé',
  open: 'ouvert',
  hole: 'manque',
  kind: 'type',
  where: 'où',
  'Gazelle says': 'Gazelle dit',
  'open for': 'depuis',
  runs: 'fois',
  'it must be the number of a hole': 'Ce doit être le numéro d’un manque.',
  'Hole {id} is acknowledged by {by}.': 'Le manque {id} est noté par {by}.',
  'It was acknowledged before, or is closed.': 'Il était déjà noté, ou est réglé.',
  'Nothing is kept against a blank.': 'Rien n’est conservé contre un vide.',
  'To empty one as Gazelle did: gazelle kept accept --entity … --id …':
    'Pour en vider un comme Gazelle : gazelle kept accept --entity … --id …',
  field: 'champ',
  kept: 'conservé',
  'blank for': 'vide depuis',
  'Empty {n} field of {entity}?': 'Vider {n} champ de {entity}?',
  'Empty {n} fields of {entity}?': 'Vider {n} champs de {entity}?',
  '{n} emptied in {entity}.': '{n} vidés dans {entity}.',
  'client {client}': 'client {client}',
  '{n} ids that were merged': '{n} identifiants fusionnés',
  'Without --with-open-invoices it is refused.': 'Sans --with-open-invoices, c’est refusé.',
  'Of {who}:': 'De {who} :',
  '{by} erases {who}: for good?': '{by} efface {who} : pour de bon?',
  'Erased already, by {by} at {at}.': 'Déjà effacé, par {by}, le {at}.',
  'Erased by {by} at {at}.': 'Effacé par {by}, le {at}.',
  'Receipt: {path}': 'Reçu : {path}',
  'Open invoices: {n}.': 'Factures ouvertes : {n}.',
  'No row is left of this client.': 'Il ne reste rien de ce client.',
  'Nobody was erased.': 'Personne n’a été effacé.',
  erasure: 'effacement',
  at: 'le',
  by: 'par',
  'client (keyed hash)': 'client (empreinte à clé)',
  'not matched yet': 'pas encore comparée',
  'nothing like it': 'rien de semblable',
  'several fit, or its facts disagree': 'plusieurs conviennent, ou ses données se contredisent',
  'nothing alike enough': 'rien d’assez semblable',
  'Every imported row is matched.': 'Chaque ligne importée a sa fiche.',
  '{n} % alike': 'semblable à {n} %',
  name: 'nom',
  '{n} undecided. gazelle matches decide --kind … --key … --id … (or --none)':
    '{n} sans décision. gazelle matches decide --kind … --key … --id … (ou --none)',
  'There is no link: gazelle links add calendar --technician <name>':
    'Il n’y a aucun lien : gazelle links add calendar --technician <nom>',
  link: 'lien',
  label: 'nom',
  'last used': 'dernier usage',
  removed: 'retiré',
  'Link {link}, {label}: whoever has this address reads it.':
    'Lien {link}, {label} : quiconque a cette adresse peut le lire.',
  'It is not shown again. To end it: gazelle links remove {link}':
    'Il n’est plus montré ensuite. Pour le retirer : gazelle links remove {link}',
  'Link {link} shows nothing any more.': 'Le lien {link} ne montre plus rien.',
  'There is no link {link}, or it was removed before.':
    'Il n’y a pas de lien {link}, ou il a déjà été retiré.',
  'Nobody is a member: gazelle members add <e-mail> --role admin':
    'Il n’y a aucun membre : gazelle members add <courriel> --role admin',
  'no longer a user': 'n’est plus un utilisateur',
  account: 'compte',
  'e-mail': 'courriel',
  user: 'utilisateur',
  role: 'rôle',
  since: 'depuis',
  '{who} was {role} of {account} before.': '{who} était déjà {role} de {account}.',
  '{who} is {role} of {account} from now on.': '{who} est {role} de {account} dès maintenant.',
  'In Supabase Auth they were {came}.': 'Dans Supabase Auth : {came}.',
  '{who} is no member of {account} any more.': '{who} n’est plus membre de {account}.',
  '{who} was no member of {account}.': '{who} n’était pas membre de {account}.',
  active: 'actif',
  title: 'nom',
  'time zone': 'fuseau',
  state: 'état',
  credential: 'accès',
  'Account {name} is added. The schedules sync it from now on.':
    'Le compte {name} est ajouté. L’horaire le synchronise dès maintenant.',
  'Account {name} is added, and paused: it has no credential yet.':
    'Le compte {name} est ajouté, et en pause : il n’a pas encore d’accès.',
  'gazelle connect --account {name}, or gazelle accounts set-key {name} --api-key-stdin':
    'gazelle connect --account {name}, ou gazelle accounts set-key {name} --api-key-stdin',
  'Gazelle API key of {account}:': 'Clé d’API de Gazelle de {account} :',
  'The key is that of': 'La clé est celle de',
  'The key of {name} is stored.': 'La clé de {name} est enregistrée.',
  'It is paused: gazelle accounts resume {name}': 'Il est en pause : gazelle accounts resume {name}',
  'Account {name} is paused. Its data stays; gazelle sync --account still syncs it by hand.':
    'Le compte {name} est en pause. Ses données restent; gazelle sync --account le synchronise encore à la main.',
  'Account {name} was paused before.': 'Le compte {name} était déjà en pause.',
  'Account {name} is synced by the schedules again.': 'L’horaire synchronise de nouveau le compte {name}.',
  'Account {name} was not paused.': 'Le compte {name} n’était pas en pause.',
  'The credential of {account} is sealed with the first key.':
    'L’accès de {account} est scellé avec la première clé.',
  'That of {account} was replaced each time, sealed with the old key: give the functions the new one first.':
    'Celui de {account} a été remplacé chaque fois, scellé avec l’ancienne clé : donnez d’abord la nouvelle aux fonctions.',
  'That of {account} stays as it is: {message}. Add the key that sealed it, or connect it again: gazelle connect --account {account}':
    'Celui de {account} reste tel quel : {message}. Ajoutez la clé qui l’a scellé, ou reconnectez le compte : gazelle connect --account {account}',
  '{n} credentials are sealed with the first key; nothing was to be done.':
    '{n} accès sont scellés avec la première clé; il n’y avait rien à faire.',

  // local
  'port {port} is taken, Postgres is on {other}': 'le port {port} est pris; Postgres est sur {other}',
  'port {port} is taken, the API is on {other}': 'le port {port} est pris; l’API est sur {other}',
  'this folder’s stand-in has the {name} company; it keeps it':
    'le simulateur de ce dossier a l’entreprise {name}, qu’il garde',
  '{part}: {reason}; it is started again': '{part} : {reason}; il redémarre',
  'its content is damaged': 'son contenu est endommagé',
  'Delete its folder, with its database: the next start makes the same company anew.':
    'Supprimez son dossier, base de données comprise : le prochain démarrage refait la même entreprise.',
  'its process ended': 'son processus s’est arrêté',
  'Starting Postgres, Data API, functions and schedules …':
    'Démarrage de Postgres, de l’API de données, des fonctions et de l’horaire…',

  // migrate-v5
  'Gazelle has none: version 5’s stands here':
    'Gazelle n’en a pas : c’est celle de la version 5 qui vaut ici',
  'the same in both': 'la même des deux côtés',
  'Gazelle has another one, which wins': 'Gazelle en a une autre, qui l’emporte',
  'people have given another one here, which stays': 'quelqu’un en a donné une autre ici, qui reste',
  'the record is no longer at Gazelle: the value is kept in reconcile.v5_values':
    'la fiche n’est plus chez Gazelle : la valeur est gardée dans reconcile.v5_values',
  'cannot be read as what the column holds: kept in reconcile.v5_values':
    'ne se lit pas comme ce que contient la colonne : gardée dans reconcile.v5_values',
  'the record is another company’s: nothing is written':
    'la fiche est d’une autre entreprise : rien n’est écrit',
  'Gazelle gives them: fetched, not copied': 'Gazelle les donne : lues, pas copiées',
  'Gazelle has them no longer': 'Gazelle ne les a plus',
  'of the import, and Gazelle has the entry: dropped': 'de l’importation, et Gazelle a l’entrée : laissée',
  'of the import alone: kept as legacy history': 'de l’importation seule : gardée comme historique',
  'with readings, which stay with their entry': 'avec des mesures, qui restent avec leur entrée',
  'rows, kept whole': 'lignes, gardées entières',
  'references to Gazelle’s records': 'renvois à des fiches de Gazelle',
  'of a client who was erased: left out': 'd’un client effacé : laissées de côté',
  'blank in version 5': 'vide dans la version 5',
  'cannot be read in version 5': 'illisible dans la version 5',
  'comes over with --apply': 'repris avec --apply',
  'came over, and was emptied here since': 'repris, puis vidé ici depuis',
  'was never right in version 5': 'n’a jamais été juste dans la version 5',
  'readings are read anew from the text': 'les mesures sont relues dans le texte',
  'version 5’s own number for the same record': 'le numéro propre à la version 5 pour la même fiche',
  'version 5 had rewritten the type': 'la version 5 avait réécrit le type',
  'blank at Gazelle by now': 'vide chez Gazelle maintenant',
  'cut in version 5': 'coupé dans la version 5',
  'the same, spelled differently': 'le même, écrit autrement',
  'cents in version 5, dollars here': 'en cents dans la version 5, en dollars ici',
  'UTC in version 5, the company’s time here': 'UTC dans la version 5, l’heure de l’entreprise ici',
  'changed at Gazelle since version 5 read it': 'changé chez Gazelle depuis que la version 5 l’a lu',
  'differ in a field or more': 'diffèrent dans un champ ou plus',
  'Nothing has changed.': 'Rien n’a changé.',
  'There is no rule.': 'Il n’y a aucune règle.',
  rule: 'règle',
  threshold: 'seuil',
  alert: 'alerte',
  on: 'active',
  off: 'inactive',
  'The newest {n}:': 'Les {n} plus récentes :',
  'Over on {at}.': 'Terminé le {at}.',
  'It would have raised {n} alert.': 'Elle aurait donné {n} alerte.',
  'It would have raised {n} alerts.': 'Elle aurait donné {n} alertes.',
  'More than five within an hour are one message.': 'Au-delà de cinq en une heure, il n’y a qu’un message.',
  'Go on with --after {position}': 'Pour reprendre : --after {position}',
  '{n} field': '{n} champ',
  '{n} fields': '{n} champs',
  created: 'nouveau',
  updated: 'modifié',
  deleted: 'supprimé',
  restored: 'revenu',
  merged: 'fusionné',
  '(blank)': '(vide)',
  'What would become of it': 'Ce qu’il en adviendrait',
  'What became of it': 'Ce qu’il en est advenu',
  'Fetched from Gazelle instead, since version 5 has it cut, retyped or old':
    'Lu plutôt chez Gazelle, car la version 5 l’a coupé, d’un autre type ou périmé',
  Records: 'Fiches',
  'What version 5 and Gazelle say differently, and why':
    'Ce que la version 5 et Gazelle disent différemment, et pourquoi',
  'Left alone, since they refer to no record of Gazelle’s':
    'Laissé tel quel, car rien n’y renvoie à une fiche de Gazelle',
  'What came over into account {account} came from another address. Is {name} the same database? Where both have a row of one key, the row that is here is replaced.':
    'Ce qui a été repris dans le compte {account} venait d’une autre adresse. {name} est-elle la même base de données? Là où les deux ont une ligne de même clé, celle d’ici est remplacée.',
  'This went on with the move of {since}, which had been cut: what version 5 wrote since then in tables that had come over is not here yet. Run the same command again.':
    'Ceci a continué la reprise du {since}, qui avait été coupée : ce que la version 5 a écrit depuis dans des tables déjà reprises n’est pas encore ici. Relancez la même commande.',
  'Nothing changed: all of it was here already.': 'Rien n’a changé : tout était déjà ici.',
  here: 'ici',
  '{n} rows were written.': '{n} lignes ont été écrites.',
  'Also in schema {name}, of account {of}.': 'Aussi dans le schéma {name}, du compte {of}.',
  'Schema {schema} has no view of version 5’s names.':
    'Le schéma {schema} n’a aucune vue aux noms de la version 5.',
  'Dropped from schema {schema}: {names}.': 'Retirées du schéma {schema} : {names}.',
  'Nothing changed: schema {schema} shows account {account} as {names} already.':
    'Rien n’a changé : le schéma {schema} montre déjà le compte {account} en tant que {names}.',
  'Schema {schema} shows account {account} as {names}.':
    'Le schéma {schema} montre le compte {account} en tant que {names}.',
  '{n} clients and pianos that version 5 does not have were given a number.':
    '{n} clients et pianos que la version 5 n’a pas ont reçu un numéro.',
  'Take away what came from version 5 into account {account}?':
    'Retirer ce qui est venu de la version 5 dans le compte {account}?',
  'Nothing here came from version 5.': 'Rien ici n’est venu de la version 5.',
  'Taken away. What Gazelle gives is as it was.': 'Retiré. Ce que donne Gazelle est comme avant.',
  '{n} differences are accepted by {by}.': '{n} différences sont acceptées par {by}.',
  'Bring over what {name} has and Gazelle has not, into account {account}?':
    'Reprendre ce que {name} a et que Gazelle n’a pas, dans le compte {account}?',
  'This is a report on {name}: nothing was changed. --apply brings it over.':
    'Ceci est un rapport sur {name} : rien n’a été changé. --apply fait la reprise.',
  '{name} was compared: nothing was changed.': '{name} a été comparée : rien n’a été changé.',
  'Nothing is open: each difference has its rule.': 'Rien n’est ouvert : chaque différence a sa règle.',
  '{n} differences are open. Look at them, and accept them: gazelle migrate-v5 --compare --accept':
    '{n} différences sont ouvertes. Regardez-les, et acceptez-les : gazelle migrate-v5 --compare --accept',
  'This database has values that people have given here; they stay: {names}.':
    'Cette base de données a des valeurs que des personnes ont données ici; elles restent : {names}.',
  '{n} values and rows of version 5 are here already.':
    '{n} valeurs et lignes de la version 5 sont déjà ici.',
  'Wait for the one that runs, or run it:': 'Attendez celui qui tourne, ou lancez-le :',
  'No full sweep of {names} has ended yet. Run it now?':
    'Aucun balayage complet de {names} n’est terminé. Le lancer maintenant?',

  // migrate-v5, more
  'kept, without a client: nothing tells which': 'gardée, sans client : rien ne dit lequel',
  'kept, without an author until gazelle matches says who it was':
    'gardée, sans auteur jusqu’à ce que gazelle matches dise qui c’était',
  'kept, without a piano: nothing tells which': 'gardée, sans piano : rien ne dit lequel',
  'references to a number that no record has': 'renvois à un numéro qu’aucune fiche n’a',
  'false in version 5, which has that wherever nobody said anything':
    '« false » dans la version 5, qui a cela là où personne n’a rien dit',
  'the time of version 5’s last sync, not of a change':
    'l’heure de la dernière synchronisation de la version 5, et non d’un changement',
  'version 5 has a number of its own': 'la version 5 a un numéro à elle',
  'and {n} more': 'et {n} de plus',
  'its number comes over with --apply, for the views': 'son numéro est repris avec --apply, pour les vues',
  'of the import: --apply keeps those that Gazelle has not':
    'de l’importation : --apply garde celles que Gazelle n’a pas',
  'the user whom the name means': 'l’utilisateur que le nom désigne',
  'only the day of it is known': 'on n’en connaît que le jour',
  'a reference to a number that no record has': 'un renvoi à un numéro qu’aucune fiche n’a',
  'changed in version 5 since it came over': 'changé dans la version 5 depuis la reprise',
  'What is open': 'Ce qui est ouvert',
  'and {n} more: --json has them all': 'et {n} de plus : --json les donne tous',
  '{n} row': '{n} ligne',
  '{n} row was written.': '{n} ligne a été écrite.',
  'Nothing is open.': 'Rien n’est ouvert.',
  'Accept the one open difference of account {account}, as {by}?':
    'Accepter la seule différence ouverte du compte {account}, en tant que {by}?',
  'Accept {n} open differences of account {account}, as {by}?':
    'Accepter {n} différences ouvertes du compte {account}, en tant que {by}?',
  'One value or entry has not come over: --apply brings it.':
    'Une valeur ou entrée n’est pas reprise : --apply la reprend.',
  '{n} values and entries have not come over: --apply brings them.':
    '{n} valeurs et entrées ne sont pas reprises : --apply les reprend.',
  'What came over stays. The same command goes on where this one was cut.':
    'Ce qui est repris reste. La même commande continue là où celle-ci a été coupée.',
  'its schema public has {names}': 'son schéma public a {names}',
  'its schema public has no table': 'son schéma public n’a aucune table',

  // addresses of version 5, settings
  'the database’s address has a part that cannot be used':
    'l’adresse de la base de données a une partie inutilisable',
  '--from is no whole address of a database': '--from n’est pas une adresse entière de base de données',
  '--from is no project’s URL': '--from n’est pas l’adresse d’un projet',
  '--from must be an https address: the key is sent there':
    '--from doit être une adresse https : la clé y est envoyée',
  'for a project’s URL its key is needed too, one word':
    'pour l’adresse d’un projet, il faut aussi sa clé, en un mot',
  'Write https://<project>.supabase.co, as Project Settings → Data API shows it.':
    'Écrivez https://<projet>.supabase.co, que montre Project Settings → Data API.',
  'Write postgresql://user:password@host:5432/database, with other than letters and digits in the password as %40 for @, %2F for /, %23 for #.':
    'Écrivez postgresql://utilisateur:motdepasse@hôte:5432/base, avec %40 pour @, %2F pour / et %23 pour # dans le mot de passe.',
  'Give the project’s secret key, sb_secret_…, or its service_role key: another sees only what row-level security leaves.':
    'Donnez la clé secrète du projet, sb_secret_…, ou sa clé service_role : une autre ne voit que ce que permet la sécurité au niveau des lignes.',
  'the key is one of the role {role}, which does not see every row':
    'la clé est celle du rôle {role}, qui ne voit pas toutes les lignes',
  'Add public to Exposed schemas in the project’s Data API settings.':
    'Ajoutez public à Exposed schemas dans les réglages Data API du projet.',
  'Check the project’s URL, https://<project>.supabase.co, and that the project is not paused.':
    'Vérifiez l’adresse du projet, https://<projet>.supabase.co, et qu’il n’est pas en pause.',
  'it shows no table to this key': 'il ne montre aucune table à cette clé',
  'Use the user postgres, who owns V5’s tables and sees each row.':
    'Utilisez l’utilisateur postgres, à qui appartiennent les tables de la V5 et qui voit toutes les lignes.',
  'Check user and password in --from.': 'Vérifiez l’utilisateur et le mot de passe dans --from.',
  'Check host, port and database in --from. The direct address of a Supabase project is IPv6 only: its pooler’s address has IPv4 too. A server without TLS needs ?sslmode=disable.':
    'Vérifiez l’hôte, le port et la base dans --from. L’adresse directe d’un projet Supabase n’a que l’IPv6 : celle de son pooler a aussi l’IPv4. Un serveur sans TLS demande ?sslmode=disable.',
  'others on this machine can read {file}, which holds keys (mode {mode})':
    'd’autres personnes de cette machine peuvent lire {file}, qui contient des clés (mode {mode})',

  // keys of version 5
  'Give the project’s secret key, sb_secret_…, or its service_role key, as Project Settings → API Keys shows it.':
    'Donnez la clé secrète du projet, sb_secret_…, ou sa clé service_role, que montre Project Settings → API Keys.',

  // webhooks
  'Webhook {webhook} is added: it is sent what changes from now on.':
    'Le webhook {webhook} est ajouté : ce qui change y est envoyé dès maintenant.',
  Secret: 'Secret',
  'It is shown only once. Give it to the receiver, which verifies each message with it:':
    'Il n’est montré que cette fois. Donnez-le au destinataire, qui vérifie avec lui chaque message :',
  'Try it: gazelle webhooks test {webhook}': 'Pour en faire l’essai : gazelle webhooks test {webhook}',
  'From a hosted project nothing would go there: it must begin with https://, and be in the internet.':
    'D’un projet hébergé, rien n’y serait envoyé : l’adresse doit commencer par https://, et être dans Internet.',
  'paused: it failed for three days': 'en pause : il a échoué trois jours',
  'paused: it wants no more (410)': 'en pause : il n’en veut plus (410)',
  'paused: what it missed is no longer kept': 'en pause : ce qu’il a manqué n’est plus gardé',
  'fails, and is tried again': 'échoue, et est réessayé',
  'paused by a person': 'en pause, par une personne',
  'There is no webhook: gazelle webhooks add <url>':
    'Il n’y a pas de webhook : gazelle webhooks add <adresse>',
  webhook: 'webhook',
  address: 'adresse',
  of: 'reçoit',
  all: 'tout',
  waiting: 'en attente',
  arrived: 'arrivés',
  'given up': 'abandonnés',
  'last answer': 'dernière réponse',
  'old secret until': 'ancien secret jusqu’au',
  'It was not sent within {n} seconds: gazelle doctor says whether functions are called.':
    'Il n’a pas été envoyé en {n} secondes : gazelle doctor dit si les fonctions sont appelées.',
  'Webhook {webhook} goes on.': 'Le webhook {webhook} continue.',
  '{n} or more': '{n} ou plus',
  'Webhook {webhook} goes on. {waiting} change has waited.':
    'Le webhook {webhook} continue. {waiting} changement a attendu.',
  'Webhook {webhook} goes on. {waiting} changes have waited.':
    'Le webhook {webhook} continue. {waiting} changements ont attendu.',
  'Webhook {webhook} is paused. What changes waits: gazelle webhooks resume {webhook}':
    'Le webhook {webhook} est en pause. Ce qui change attend : gazelle webhooks resume {webhook}',
  'Webhook {webhook} was paused before.': 'Le webhook {webhook} était déjà en pause.',
  'Webhook {webhook} has a new secret; the old one signs no longer.':
    'Le webhook {webhook} a un nouveau secret; l’ancien ne signe plus.',
  'Webhook {webhook} has a new secret; the old one signs too until {until}.':
    'Le webhook {webhook} a un nouveau secret; l’ancien signe aussi jusqu’au {until}.',
  'Webhook {webhook} is sent again what changed behind position {position}.':
    'Le webhook {webhook} reçoit de nouveau ce qui a changé après la position {position}.',
  'It is paused, and is sent it when it goes on: gazelle webhooks resume {webhook}':
    'Il est en pause, et le reçoit quand il continue : gazelle webhooks resume {webhook}',
  'Remove webhook {webhook} ({url}), for which {waiting} change waits?':
    'Retirer le webhook {webhook} ({url}), pour lequel {waiting} changement attend?',
  'Remove webhook {webhook} ({url}), for which {waiting} changes wait?':
    'Retirer le webhook {webhook} ({url}), pour lequel {waiting} changements attendent?',
  'Webhook {webhook} is removed.': 'Le webhook {webhook} est retiré.',
}
