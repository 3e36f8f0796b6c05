// Errors of commands, and what to do about them.
export const errors = {
  // mcp
  '{name} is missing': '{name} manque',
  'A member signs in with SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, MEMBER_EMAIL and MEMBER_PASSWORD.':
    'Un membre se connecte avec SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, MEMBER_EMAIL et MEMBER_PASSWORD.',
  '{email} cannot sign in: {message}': '{email} ne peut pas se connecter : {message}',
  'Check MEMBER_EMAIL and MEMBER_PASSWORD, and that gazelle members list names the person.':
    'Vérifiez MEMBER_EMAIL et MEMBER_PASSWORD, et que gazelle members list nomme la personne.',

  // accounts and members
  'there is no account {name}': 'il n’y a pas de compte {name}',
  'Use one of: {names}; or add it: gazelle accounts add.':
    'Choix possibles : {names}; ou ajoutez-le : gazelle accounts add.',
  'Supabase Auth does not give its users: {message}':
    'Supabase Auth ne donne pas ses utilisateurs : {message}',
  'Check the address of the project, its secret key, and that it is not paused.':
    'Vérifiez l’adresse du projet, sa clé secrète, et qu’il n’est pas en pause.',
  'there is no user {who}': 'il n’y a pas d’utilisateur {who}',
  'Invite them first: in Supabase, Authentication, Users, Invite. Then run this again.':
    'Invitez d’abord la personne : dans Supabase, Authentication, Users, Invite. Puis relancez la commande.',
  'A membership outlives its user: gazelle members list shows the id, and gazelle members remove <id> ends it.':
    'Un membre peut rester après que son utilisateur est parti : gazelle members list montre l’identifiant, et gazelle members remove <id> le retire.',
  '{id} signed in anonymously': '{id} s’est connecté anonymement',
  'An anonymous sign-in is never a member. Invite the person with an e-mail address.':
    'Une connexion anonyme n’est jamais membre. Invitez la personne par son adresse courriel.',
  '{who} is neither an e-mail address nor the id of a user':
    '{who} n’est ni une adresse courriel ni l’identifiant d’un utilisateur',
  'Write the address that they sign in with, or their id (a uuid).':
    'Écrivez l’adresse avec laquelle la personne se connecte, ou son identifiant (un uuid).',
  'this project has no Supabase Auth, so no e-mail address is known here':
    'ce projet n’a pas Supabase Auth, donc aucune adresse courriel n’y est connue',
  'Write the user’s id, a uuid, as the service that signs them in shows it.':
    'Écrivez l’identifiant de la personne, un uuid, que montre le service qui la connecte.',
  '{who} is the address of several users: {names}': '{who} est l’adresse de plusieurs utilisateurs : {names}',
  'Name the id of the right one.': 'Indiquez l’identifiant de la bonne personne.',
  '{what}, {came}, was neither invited nor has confirmed the address: it may be anybody':
    '{what}, {came}, n’a ni été invité ni confirmé l’adresse : ce peut être n’importe qui',
  'Delete that user and invite the address: in Supabase, Authentication, Users. Or wait until they have confirmed it.':
    'Supprimez cet utilisateur et invitez l’adresse : dans Supabase, Authentication, Users. Ou attendez qu’elle soit confirmée.',
  '{name} is no name for an account': '{name} n’est pas un nom de compte',
  'Use up to 32 lower-case letters, digits and _, beginning with a letter.':
    'Utilisez au plus 32 minuscules sans accent, chiffres et _, en commençant par une lettre.',
  'there is an account {name} already': 'il y a déjà un compte {name}',
  'Choose another name. To replace its key: gazelle accounts set-key {name} --api-key-stdin':
    'Choisissez un autre nom. Pour remplacer sa clé : gazelle accounts set-key {name} --api-key-stdin',
  'that key is GAZELLE_API_KEY, the key of main': 'cette clé est GAZELLE_API_KEY, celle de main',
  'Give a key of the other company: one company is one account.':
    'Donnez une clé de l’autre entreprise : une entreprise est un compte.',
  'the key of main is the setting GAZELLE_API_KEY': 'la clé de main est le réglage GAZELLE_API_KEY',
  'Replace it there: in .env, or in the functions’ secrets.':
    'Remplacez-la là : dans .env, ou dans les secrets des fonctions.',
  'standard input holds no key, or more than one word':
    'l’entrée standard ne contient pas de clé, ou plus d’un mot',
  'Send the key alone: gazelle accounts … --api-key-stdin < file':
    'Envoyez la clé seule : gazelle accounts … --api-key-stdin < fichier',

  // connect
  'GAZELLE_AUTH_MODE is api_key: a key needs no connecting':
    'GAZELLE_AUTH_MODE est api_key : une clé n’a pas besoin d’être connectée',
  'To use OAuth, write GAZELLE_AUTH_MODE=oauth.': 'Pour utiliser OAuth, écrivez GAZELLE_AUTH_MODE=oauth.',
  'GAZELLE_REDIRECT_URL is missing': 'GAZELLE_REDIRECT_URL manque',
  'Write the redirect address of your Gazelle OAuth application, such as http://127.0.0.1:8765/connected.':
    'Écrivez l’adresse de retour de votre application OAuth de Gazelle, par exemple http://127.0.0.1:8765/connected.',
  'access was not granted at Gazelle': 'l’accès n’a pas été accordé chez Gazelle',
  'Run the command again, and allow access.': 'Relancez la commande, et accordez l’accès.',
  '{host} cannot be listened on: {message}': 'impossible d’écouter sur {host} : {message}',
  'Free that port, or use another redirect address.':
    'Libérez ce port, ou utilisez une autre adresse de retour.',
  'that address has no code, or its state is not that of this command':
    'cette adresse n’a pas de code, ou son état n’est pas celui de cette commande',
  'Run the command again and paste the whole address, with ?code=…&state=….':
    'Relancez la commande et collez l’adresse entière, avec ?code=…&state=….',
  'nobody connected {account} within {minutes} minutes':
    'personne n’a connecté {account} en {minutes} minutes',
  'The link is over. Run the command again for another one.':
    'Le lien n’est plus valable. Relancez la commande pour en avoir un autre.',
  '{address} cannot be reached ({response})': '{address} ne répond pas ({response})',
  'Check SUPABASE_URL, and FUNCTIONS_PUBLIC_URL where it is set.':
    'Vérifiez SUPABASE_URL, et FUNCTIONS_PUBLIC_URL s’il est défini.',
  '{url} is not the function gazelle-oauth (HTTP {status})':
    '{url} n’est pas la fonction gazelle-oauth (HTTP {status})',
  'Deploy it: gazelle deploy --project-ref <reference>.':
    'Déployez-la : gazelle deploy --project-ref <référence>.',

  // projects, modules, functions, instants, questions
  'SUPABASE_URL must be a URL': 'SUPABASE_URL doit être une adresse',
  'Write https://<project>.supabase.co.': 'Écrivez https://<projet>.supabase.co.',
  'SUPABASE_SECRET_KEY is missing': 'SUPABASE_SECRET_KEY manque',
  'Write the project’s secret key, sb_secret_…; without SUPABASE_URL the local stack is used.':
    'Écrivez la clé secrète du projet, sb_secret_…; sans SUPABASE_URL, c’est ce qui tourne sur cette machine qui sert.',
  'no local stack is running, and SUPABASE_URL is not set':
    'rien ne tourne sur cette machine, et SUPABASE_URL n’est pas défini',
  'Start one with `npm start`, or set SUPABASE_URL and SUPABASE_SECRET_KEY.':
    'Démarrez avec `npm start`, ou définissez SUPABASE_URL et SUPABASE_SECRET_KEY.',
  '{about} cannot be read: {message}': '{about} ne peut pas être lu : {message}',
  'no answer': 'pas de réponse',
  'Check the address, the secret key and that the migrations are applied.':
    'Vérifiez l’adresse, la clé secrète, et que les migrations sont appliquées.',
  'both a module and all are named': '--module et --all ne vont pas ensemble',
  'no module is named': 'aucun module n’est indiqué',
  'Write --module <name>, or --all.': 'Écrivez --module <nom>, ou --all.',
  'there is no module {name}': 'il n’y a pas de module {name}',
  'mode repair has no start': 'le mode repair n’a pas de début',
  'mode {mode} takes no start and no end': 'le mode {mode} ne prend ni début ni fin',
  'Write --mode repair --since <instant>.': 'Écrivez --mode repair --since <date>.',
  'there is no function {name}': 'il n’y a pas de fonction {name}',
  'Deploy it; on the local stack, functions are the folders of functions/.':
    'Déployez-la; sur cette machine, les fonctions sont les dossiers de functions/.',
  '{name} refused the secret key': '{name} a refusé la clé secrète',
  'Check SUPABASE_SECRET_KEY.': 'Vérifiez SUPABASE_SECRET_KEY.',
  '{name} answered HTTP {status}: {what}': '{name} a répondu HTTP {status} : {what}',
  'Check that the address is a Supabase project where the functions are deployed.':
    'Vérifiez que l’adresse est un projet Supabase où les fonctions sont déployées.',
  '{url} cannot be reached ({what})': '{url} ne répond pas ({what})',
  'Check that the stack runs (`npm start`) or that SUPABASE_URL is right.':
    'Vérifiez que tout tourne (`npm start`), ou corrigez SUPABASE_URL.',
  'there is no time zone {timeZone}': 'il n’y a pas de fuseau horaire {timeZone}',
  'Write an IANA name such as America/Montreal.': 'Écrivez un nom de l’IANA, par exemple America/Montreal.',
  '{option} is not an instant: {text}': '{option} n’est ni une date ni une date avec l’heure : {text}',
  'Write a day such as 2026-02-03, or an instant with its zone such as 2026-02-03T14:00:00Z.':
    'Écrivez une date, par exemple 2026-02-03, ou une date avec l’heure et le fuseau, par exemple 2026-02-03T14:00:00Z.',
  'there is no terminal for a question': 'il n’y a pas de terminal pour poser la question',
  'Add --yes to confirm without one.': 'Ajoutez --yes pour confirmer sans question.',
  'nothing was changed': 'rien n’a été changé',
  'Answer y, or add --yes.': 'Répondez o, ou ajoutez --yes.',
  'a stack runs already (process {pid}, {apiUrl})': 'tout tourne déjà (processus {pid}, {apiUrl})',
  'Use it (`npm run gazelle -- status`), stop it with Ctrl-C where it runs, or set LOCAL_DATA_DIR to another folder.':
    'Utilisez-le (`npm run gazelle -- status`), arrêtez-le par Ctrl-C là où il tourne, ou donnez à LOCAL_DATA_DIR un autre dossier.',
  'the stand-in for Gazelle did not start:\n{what}': 'le simulateur de Gazelle n’a pas démarré :\n{what}',
  'The lines above are its own.': 'Les lignes ci-dessus sont les siennes.',
  '{text} is no port': '{text} n’est pas un port',
  'Write a number from 1 to 65535.': 'Écrivez un nombre de 1 à 65535.',
  '{name} is missing or wrong': '{name} manque ou est erroné',
  'Write the project’s publishable key, sb_publishable_…; never the secret one.':
    'Écrivez la clé publique du projet, sb_publishable_…; jamais la clé secrète.',

  // deletions, erase, export, kept, matches
  'no deletion of {names} waits in {module}': 'aucune suppression n’attend pour {names} dans {module}',
  'See `gazelle deletions list`.': 'Voir `gazelle deletions list`.',
  'it lists everybody who was erased': 'l’option liste toutes les personnes effacées',
  'Leave --client out.': 'Retirez --client.',
  'nobody is named': 'aucun nom n’est donné',
  'Write who decided it, or leave --by out.': 'Écrivez qui l’a décidé, ou retirez --by.',
  'no client is named': 'aucun client n’est indiqué',
  'Add --client ID, or --list.': 'Ajoutez --client ID, ou --list.',
  'client {client} has open invoices: {n}': 'le client {client} a des factures ouvertes : {n}',
  'Settle or cancel them in Gazelle and sync, or add --with-open-invoices: Gazelle keeps them, they are no longer here.':
    'Réglez-les ou annulez-les dans Gazelle et synchronisez, ou ajoutez --with-open-invoices : Gazelle les garde, elles ne seront plus ici.',
  'JSON lines have no delimiter': 'les lignes JSON n’ont pas de délimiteur',
  'Add --format csv, or leave it out.': 'Ajoutez --format csv, ou retirez l’option.',
  'no table is named': 'aucune table n’est indiquée',
  'Write their names with commas, or leave --tables out.':
    'Écrivez leurs noms séparés par des virgules, ou retirez --tables.',
  'standard output takes one table': 'la sortie standard ne prend qu’une table',
  'Name one: --tables clients.': 'Indiquez-en une : --tables clients.',
  'the table itself goes to standard output': 'la sortie standard reçoit déjà la table',
  'Leave --json out, or name a folder.': 'Retirez --json, ou indiquez un dossier.',
  '{about} cannot be written: {message}': '{about} ne peut pas être écrit : {message}',
  'Make room there, or name another folder with --out. Nothing of this table was kept.':
    'Faites-y de la place, ou choisissez un autre dossier avec --out. Rien de cette table n’a été gardé.',
  'another export is writing {path}': 'une autre exportation écrit {path}',
  'Let it end, or name another folder with --out.':
    'Laissez-la finir, ou choisissez un autre dossier avec --out.',
  'there is no table {name} to export from {schema}': 'il n’y a pas de table {name} à exporter de {schema}',
  '{name} may be several': 'plusieurs correspondent à {name}',
  'there is no technician {name}': 'il n’y a pas de technicien {name}',
  'there is no client {name}': 'il n’y a pas de client {name}',
  'Give the client’s id, as Gazelle’s address of its page ends.':
    'Donnez l’identifiant du client, par lequel se termine l’adresse de sa page dans Gazelle.',
  'Use one of: {names}.': 'Choix possibles : {names}.',
  'nothing of {names} is kept against a blank in {entity}':
    'rien de {names} n’est conservé contre un vide dans {entity}',
  'See `gazelle kept list`.': 'Voir `gazelle kept list`.',
  'say which record it means, or that it means none':
    'dites quelle fiche elle désigne, ou qu’elle n’en désigne aucune',
  'Write --id <id>, or --none.': 'Écrivez --id <id>, ou --none.',

  // migrate-v5
  'what Gazelle has is not known yet: no full sweep of {names} has ended':
    'on ne sait pas encore ce que Gazelle a : aucun balayage complet de {names} n’est terminé',
  'these are steps of their own': 'ce sont des étapes distinctes',
  'Give one of them at a time.': 'Donnez-en une à la fois.',
  'nothing is compared': 'rien n’est comparé',
  'Add --compare.': 'Ajoutez --compare.',
  'no version 5 is named': 'aucune base de la version 5 n’est indiquée',
  '--from is neither the address of a database nor a project’s URL':
    '--from n’est ni l’adresse d’une base de données ni celle d’un projet',
  'Write postgresql://… or https://<project>.supabase.co.':
    'Écrivez postgresql://… ou https://<projet>.supabase.co.',
  'Set V5_DATABASE_URL to postgresql://… or https://<project>.supabase.co, or write it behind --from.':
    'Donnez à V5_DATABASE_URL la valeur postgresql://… ou https://<projet>.supabase.co, ou écrivez-la après --from.',
  'another move into account {account}, or its undoing, was at work at the same time':
    'une autre reprise dans le compte {account}, ou son annulation, était en cours au même moment',
  'Let the other one end, then run the same command again: it goes on where it is.':
    'Laissez l’autre finir, puis relancez la même commande : elle continue là où elle en est.',
  'Set V5_DATABASE_URL, or write its address behind --from-v5.':
    'Définissez V5_DATABASE_URL, ou écrivez son adresse après --from-v5.',
  'what came over into account {account} came from another address than {name}':
    'ce qui a été repris dans le compte {account} venait d’une autre adresse que {name}',
  'If it is the same database: --same-database. If it is another one, where both have a row of one key, the row that is here is replaced; --undo takes away first what came over.':
    'Si c’est la même base de données : --same-database. Si c’en est une autre, là où les deux ont une ligne de même clé, celle d’ici est remplacée; --undo retire d’abord ce qui a été repris.',
  'It is another company’s database, or not the right account: gazelle accounts list.':
    'C’est la base de données d’une autre entreprise, ou ce n’est pas le bon compte : gazelle accounts list.',
  'the V5 database {name} cannot be reached: {reason}':
    'la base de données V5 {name} ne répond pas : {reason}',
  'the V5 database refused to be read: {reason}': 'la base de données V5 a refusé d’être lue : {reason}',
  '{table} was read as far as row {rows}, then {name} was lost: {what}':
    '{table} a été lue jusqu’à la ligne {rows}, puis {name} a été perdue : {what}',
  'Make sure that the V5 database runs, then run the same command again.':
    'Assurez-vous que la base de données V5 tourne, puis relancez la même commande.',
  '{source} is no V5 database: {found}': '{source} n’est pas une base de données V5 : {found}',
  'Name the database that has {names}. Nothing was changed.':
    'Indiquez la base de données qui a {names}. Rien n’a été changé.',
  '{name} holds no OAuth token of Gazelle': '{name} ne contient pas de jeton OAuth de Gazelle',
  'Connect without it: gazelle connect.': 'Connectez sans lui : gazelle connect.',
  'Make it first, or add --create.': 'Créez-la d’abord, ou ajoutez --create.',

  // webhooks
  'there is no webhook {webhook}': 'il n’y a pas de webhook {webhook}',
  '{n} webhooks begin with {webhook}': '{n} webhooks commencent par {webhook}',
  'gazelle webhooks list shows them.': 'gazelle webhooks list les montre.',
  'no message goes to that address: {why}': 'aucun message ne va à cette adresse : {why}',
  'Give an address that begins with https:// and that anybody can reach, also by the name that it has.':
    'Donnez une adresse qui commence par https:// et que tout le monde peut joindre, aussi par le nom qu’elle a.',

  // alerts
  'it must be a number': 'il faut un nombre',
  'it must be on or off': 'il faut on ou off',
  'it must be a number of alerts, up to 999': 'il faut un nombre d’alertes, 999 au plus',
  'it must be a date such as 2026-02-03': 'il faut une date comme 2026-02-03',
  'it is not said which rule': 'il manque le nom de la règle',
  'Write: gazelle alerts rules <rule> on': 'Écrivez : gazelle alerts rules <règle> on',
  'there is no rule {rule}': 'il n’y a pas de règle {rule}',
  'gazelle alerts rules lists them.': 'gazelle alerts rules les montre.',
}
