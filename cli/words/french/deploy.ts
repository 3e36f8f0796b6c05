// What `gazelle deploy` and `gazelle new-module` say.
export const deploy = {
  // deploy: errors
  '{ref} is no project reference': '{ref} n’est pas une référence de projet',
  'It is the 20 letters in the project’s address: https://<reference>.supabase.co.':
    'Ce sont les 20 lettres de l’adresse du projet : https://<référence>.supabase.co.',
  'there is no project {ref} that the access token may see':
    'il n’y a pas de projet {ref} que le jeton d’accès puisse voir',
  'Check the reference, and that the token is of a member of its organization.':
    'Vérifiez la référence, et que le jeton est celui d’un membre de son organisation.',
  'the project {name} {what}': 'le projet {name} {what}',
  'the project has Postgres {version}; 15 and 17 are supported':
    'le projet a Postgres {version}; 15 et 17 conviennent',
  'Upgrade it under Settings, Infrastructure in the dashboard.':
    'Mettez-le à niveau sous Settings, Infrastructure, dans le tableau de bord de Supabase.',
  'the Management API runs SQL as {what}, not as postgres, who must own what is made':
    'l’API de gestion exécute le SQL en tant que {what}, et non postgres, à qui tout doit appartenir',
  'Nothing was changed. Report this: Supabase has changed what a deployment relies on.':
    'Rien n’a été changé. Signalez-le : Supabase a changé ce sur quoi un déploiement repose.',
  'the stored credential of {names} does not open with TOKEN_ENCRYPTION_KEY':
    'l’accès enregistré de {names} ne s’ouvre pas avec TOKEN_ENCRYPTION_KEY',
  'Put the key that sealed it into .env too: TOKEN_ENCRYPTION_KEY=new,old. If it is lost, delete the row in the SQL editor (delete from sync.credentials where account_id = …), and connect the account again after the deployment.':
    'Mettez aussi dans .env la clé qui l’a scellé : TOKEN_ENCRYPTION_KEY=nouvelle,ancienne. Si elle est perdue, supprimez la ligne dans l’éditeur SQL (delete from sync.credentials where account_id = …), et reconnectez le compte après le déploiement.',
  'Use the key of a full admin of that company. Another company is another account, gazelle accounts add, or another project.':
    'Utilisez la clé d’un administrateur complet de cette entreprise. Une autre entreprise est un autre compte, gazelle accounts add, ou un autre projet.',
  '{names} Then run the same command again; nothing was changed.':
    '{names} Puis relancez la même commande; rien n’a été changé.',
  'the project has functions by these names that no deployment of this product uploaded: {names}':
    'le projet a des fonctions de ces noms qu’aucun déploiement de ce produit n’a envoyées : {names}',
  'They may be another application’s, and would be lost. Rename or delete them there, or name another project.':
    'Elles sont peut-être d’une autre application, et seraient perdues. Renommez-les ou supprimez-les là, ou indiquez un autre projet.',
  'the project has legacy keys only (anon and service_role): functions do not know them':
    'le projet n’a que d’anciennes clés (anon et service_role) : les fonctions ne les connaissent pas',
  'Make new keys under Settings, API keys, “Create new API keys”; the legacy ones stay valid until you switch them off. Then run the same command again.':
    'Créez de nouvelles clés sous Settings, API keys, « Create new API keys »; les anciennes restent valables jusqu’à ce que vous les désactiviez. Puis relancez la même commande.',
  'SUPABASE_API_URL must be an https address: the access token is sent there':
    'SUPABASE_API_URL doit être une adresse https : le jeton d’accès y est envoyé',
  'Leave it out for Supabase’s own API.': 'Retirez-le pour l’API même de Supabase.',
  'Make a token at https://supabase.com/dashboard/account/tokens, sbp_…, of a member of the project’s organization, and put it into the environment.':
    'Créez un jeton sur https://supabase.com/dashboard/account/tokens, sbp_…, d’un membre de l’organisation du projet, et mettez-le dans l’environnement.',
  'the Management API’s answer to {about} is not what was expected':
    'la réponse de l’API de gestion à {about} n’est pas celle qui était attendue',
  'Update the code: git pull. If it is up to date, report this.':
    'Mettez le code à jour : git pull. S’il l’est déjà, signalez-le.',
  'the Management API did not answer {about}: {what}': 'l’API de gestion n’a pas répondu à {about} : {what}',
  'the Management API answered {about} with HTTP {status}: {message}':
    'l’API de gestion a répondu à {about} par HTTP {status} : {message}',
  'the project’s database was made from another {version}_{name}.sql than that of this code':
    'la base de données du projet a été créée avec un autre {version}_{name}.sql que celui de ce code',
  'Nothing of this migration was applied. Remove what stands in its way, and run the same command again.':
    'Rien de cette migration n’a été appliqué. Enlevez ce qui lui fait obstacle, et relancez la même commande.',
  'the project’s database has schemas by these names already, which are not of this product: {names}':
    'la base de données du projet a déjà des schémas de ces noms, qui ne sont pas de ce produit : {names}',
  'Rename them there, or name another project: they would be opened to the Data API.':
    'Renommez-les là, ou indiquez un autre projet : ils seraient ouverts à l’API de données.',
  'the schedule uses the new key, and the old one is left: {slices} may still work with {old}':
    'l’horaire utilise la nouvelle clé, et l’ancienne reste : {slices} travaillent peut-être encore avec {old}',
  'Run the same command again: it deletes the old key when they are over.':
    'Relancez la même commande : elle supprime l’ancienne clé quand elles sont terminées.',
  'the Management API made a key and did not reveal it':
    'l’API de gestion a créé une clé et ne l’a pas montrée',
  'Run the same command again: it goes on with this key.':
    'Relancez la même commande : elle continue avec cette clé.',
  'the list of schemas that the project’s Data API exposes cannot be read, so it is left as it is':
    'la liste des schémas qu’expose l’API de données du projet ne peut pas être lue; elle est laissée telle quelle',
  'Look at it under Settings, Data API in the dashboard, save it there once, and run the same command again.':
    'Regardez-la sous Settings, Data API, dans le tableau de bord de Supabase, enregistrez-la là une fois, et relancez la même commande.',
  'the project has secrets by these names with other values, which are not of this product: {names}':
    'le projet a des secrets de ces noms avec d’autres valeurs, qui ne sont pas de ce produit : {names}',
  'Write the same values into .env, or take the lines out of it: the functions use those of the project then. If nobody needs them, remove them under Edge Functions, Secrets.':
    'Écrivez les mêmes valeurs dans .env, ou retirez-en ces lignes : les fonctions utilisent alors celles du projet. Si personne n’en a besoin, retirez-les sous Edge Functions, Secrets.',

  // new-module: errors
  'say which list of Gazelle’s the module mirrors': 'dites quelle liste de Gazelle le module reflète',
  'Write --list with one of: {names}.': 'Écrivez --list avec l’une de : {names}.',
  'no list was named': 'aucune liste n’a été indiquée',
  'Run it again, or write --list.': 'Relancez la commande, ou écrivez --list.',
  '{sdlFile} does not know it: {message}': '{sdlFile} ne le connaît pas : {message}',
  'Write there first what Gazelle has now, or name other --fields.{what}':
    'Écrivez-y d’abord ce que Gazelle a maintenant, ou choisissez d’autres --fields.{what}',
  'the module could not be written, and nothing of it is left: {message}':
    'le module n’a pas pu être écrit, et il n’en reste rien : {message}',
  'Correct what it names, and run the command again.':
    'Corrigez l’erreur ci-dessus, puis relancez la commande.',
  '{name} has no field {names}': '{name} n’a pas de champ {names}',
  'Use some of: {names}.': 'Choisissez parmi : {names}.',
  '{long} has more than {longestTable} letters, and Postgres would cut names that are made from it':
    '{long} a plus de {longestTable} lettres, et Postgres couperait les noms qui en sont faits',
  'Choose a shorter name for the module.': 'Choisissez un nom plus court pour le module.',
  'there is a module, a table or a migration {name} already':
    'il y a déjà un module, une table ou une migration {name}',
  'Choose another name.': 'Choisissez un autre nom.',
  'the module {reader} mirrors {what} already': 'le module {reader} reflète déjà {what}',
  'Add fields to shared/modules/{reader}.ts and columns to its SQL file.':
    'Ajoutez des champs à shared/modules/{reader}.ts et des colonnes à son fichier SQL.',
  'it cannot be kept: {names}': 'il ne peut pas être conservé : {names}',
  'Leave it out of --fields.': 'Retirez-le de --fields.',
  'a table would have nothing but the ids of {name}': 'une table n’aurait que les identifiants de {name}',
  'no number up to 99 is free after the tables that it refers to':
    'aucun numéro jusqu’à 99 n’est libre après les tables auxquelles il renvoie',
  'Give files of supabase/schemas/gazelle/ smaller numbers.':
    'Donnez des numéros plus petits aux fichiers de supabase/schemas/gazelle/.',
  '{name} gives no list of records': '{name} ne donne pas de liste de fiches',
  'Choose a root field that does.': 'Choisissez un champ racine qui en donne une.',
  '{name} cannot be asked for without {names}': '{name} ne peut pas être demandé sans {names}',
  'Choose a list that gives everything, or write the module by hand: docs/ADDING_A_MODULE.md.':
    'Choisissez une liste qui donne tout, ou écrivez le module à la main : docs/ADDING_A_MODULE.md.',
  'the records of {name} ({name2}) have no id, so that none could be told from another':
    'les fiches de {name} ({name2}) n’ont pas d’identifiant, et rien ne les distinguerait',
  'Choose another list, or keep them as a part of the record that they belong to.':
    'Choisissez une autre liste, ou conservez-les comme partie de la fiche à laquelle elles appartiennent.',
  'Gazelle’s schema has no list {name}': 'le schéma de Gazelle n’a pas de liste {name}',
  'Use one of: {names}. If Gazelle has it since, use --schema live.':
    'Choix possibles : {names}. Si Gazelle l’a depuis, utilisez --schema live.',

  // deploy, more
  'the project does not list them as active': 'le projet ne les liste pas comme actives',
  'None is uploaded. Run the same command again: it uploads what is left.':
    'Aucune n’est envoyée. Relancez la même commande : elle envoie ce qui reste.',
  'The others are uploaded. Run the same command again: it uploads what is left.':
    'Les autres sont envoyées. Relancez la même commande : elle envoie ce qui reste.',
  'Deploy with the code that the project was made with, or begin with an empty project: all data are fetched again{note}.':
    'Déployez avec le code qui a créé le projet, ou commencez avec un projet vide : toutes les données sont relues{note}.',
  'Name one more field of a record than id, or leave --fields out to keep all that can be kept.':
    'Indiquez un autre champ de la fiche que id, ou retirez --fields pour conserver tout ce qui peut l’être.',
  'Choose another list.': 'Choisissez une autre liste.',

  // deploy: what it does
  '{n} function': '{n} fonction',
  '{n} functions': '{n} fonctions',
  '{n} job': '{n} tâche',
  '{n} jobs': '{n} tâches',
  '{n} migration': '{n} migration',
  '{n} migrations': '{n} migrations',
  '{n} minute': '{n} minute',
  '{n} minutes': '{n} minutes',
  '{n} module': '{n} module',
  '{n} modules': '{n} modules',
  '{n} secret': '{n} secret',
  '{n} secrets': '{n} secrets',
  '{n} setting': '{n} réglage',
  '{n} settings': '{n} réglages',
  '{n} slice': '{n} tranche',
  '{n} slices': '{n} tranches',
  '{n} step': '{n} étape',
  '{n} steps': '{n} étapes',
  'empty, so not sent: {names}': 'vides, donc pas envoyés : {names}',
  '{settings} here': '{settings} ici',
  'Wait until it is healthy, and run the same command again.':
    'Attendez qu’il soit en bon état, et relancez la même commande.',
  'is paused': 'est en pause',
  'Restore it in the dashboard, wait until it is healthy, and run the same command again.':
    'Restaurez-le dans le tableau de bord de Supabase, attendez qu’il soit en bon état, et relancez la même commande.',
  'is being paused': 'est en voie d’être mis en pause',
  'Restore it in the dashboard once it is paused.':
    'Restaurez-le dans le tableau de bord de Supabase une fois en pause.',
  'is not healthy': 'n’est pas en bon état',
  'Look at its state in the dashboard; a restart may help.':
    'Regardez son état dans le tableau de bord de Supabase; un redémarrage peut aider.',
  'was deleted': 'a été supprimé',
  'Name another project.': 'Indiquez un autre projet.',
  'is being deleted': 'est en voie d’être supprimé',
  'Look at it in the dashboard.': 'Regardez-le dans le tableau de bord de Supabase.',
  accepted: 'accepté',
  'no role': 'aucun rôle',
  'OAuth: doctor checks it once gazelle connect has stored it':
    'OAuth : doctor le vérifie une fois que gazelle connect l’a enregistré',
  'is this machine’s, which Supabase cannot reach':
    'est celui de cette machine, que Supabase ne peut pas atteindre',
  'must be an https address': 'doit être une adresse https',
  'is in the state {status}': 'est dans l’état {status}',
  '{name}, healthy, Postgres {version}': '{name}, en bon état, Postgres {version}',
  'Gazelle accepts it: {who}, a full admin': 'Gazelle l’accepte : {who}, administrateur complet',
  'is {seconds}, and Supabase ends a function after {limit} s on this plan: write {most} at most':
    'est {seconds}, et Supabase arrête une fonction après {limit} s avec ce forfait : écrivez {most} au plus',
  'the access token may not read the project’s secret keys: {names}':
    'le jeton d’accès ne peut pas lire les clés secrètes du projet : {names}',
  'the schedule uses the secret key {name}, which other programs may use too; --rotate-keys makes one for it alone':
    'l’horaire utilise la clé secrète {name}, que d’autres programmes utilisent peut-être; --rotate-keys en crée une pour lui seul',
  'the schedule uses the secret key {name}': 'l’horaire utilise la clé secrète {name}',
  '{what} as here': '{what} comme ici',
  'upload {what}: {sizes}': 'envoyer {what} : {sizes}',
  '{what} uploaded: {sizes}': '{what} envoyées : {sizes}',
  begun: 'commencée',
  'waits for consent: run gazelle connect with SUPABASE_URL and SUPABASE_SECRET_KEY set, then this command again':
    'attend qu’on accorde l’accès : lancez gazelle connect avec SUPABASE_URL et SUPABASE_SECRET_KEY définis, puis relancez cette commande',
  'start the first sync of {what}': 'commencer la première synchronisation de {what}',
  'every module': 'chaque module',
  '{what} called; gazelle status shows how far they are':
    '{what} : appelés; gazelle status montre où ils en sont',
  'a slice may work {seconds} s': 'une tranche peut travailler {seconds} s',
  'note that {what}': 'noter que : {what}',
  '{what}, which doctor and alerts know': '{what}, ce que doctor et les alertes savent',
  'the Management API refused the access token': 'l’API de gestion a refusé le jeton d’accès',
  'the access token may not {about}: {message}': 'le jeton d’accès n’a pas le droit de : {about} ({message})',
  'apply {what} of {n}': 'appliquer {what} sur {n}',
  '{what} applied': '{what} appliquées',
  'Vault has the functions’ address and the secret key': 'Vault a l’adresse des fonctions et la clé secrète',
  'store {names} in Vault': 'enregistrer {names} dans Vault',
  ' and ': ' et ',
  '{names} stored in Vault: the schedule calls {address}': '{names} dans Vault : l’horaire appelle {address}',
  'the migrations make them': 'les migrations les créent',
  '{what}, all on': '{what}, toutes actives',
  '{what}; switched off: {names}': '{what}; désactivées : {names}',
  'the Data API exposes {names}': 'l’API de données expose {names}',
  'wait until the Data API exposes the schemas that its settings have':
    'attendre que l’API de données expose les schémas de ses réglages',
  'expose {names} in the Data API, beside {others}': 'exposer {names} dans l’API de données, avec {others}',
  nothing: 'rien',
  'the Data API exposes {names} too, beside {others}': 'l’API de données expose aussi {names}, avec {others}',
  '{url} does not answer': '{url} ne répond pas',
  '{url} still answers HTTP {status}': '{url} répond encore HTTP {status}',
  'set {names}': 'définir {names}',
  '{names} set': '{names} définis',
  'sign-up is off': 'l’inscription est désactivée',
  '{names} left on, as asked': '{names} laissés ouverts, comme demandé',
  'switch {names} off (--keep-sign-up leaves it on)': 'désactiver {names} (--keep-sign-up les laisse)',
  '{names} switched off: invite people in the dashboard':
    '{names} désactivés : invitez les personnes dans le tableau de bord de Supabase',
  'Change the project {ref} ({what})?': 'Changer le projet {ref} ({what})?',
  'waiting for': 'en attente',

  // deploy and new-module: more
  'is still being set up': 'est encore en préparation',
  'is being restored': 'est en cours de restauration',
  'is restarting': 'redémarre',
  'is being upgraded': 'est en cours de mise à niveau',
  'is being resized': 'est en cours de redimensionnement',
  'is being promoted': 'est en cours de promotion',
  'not told by the API; the limits of the free plan are kept':
    'l’API ne le dit pas; les limites du forfait gratuit sont respectées',
  'free: a function ends after 150 s, the database may have 500 MB, and the project is paused after a week without use':
    'gratuit : une fonction s’arrête après 150 s, la base de données peut avoir 500 Mo, et le projet est mis en pause après une semaine sans usage',
  '{plan}: a function ends after 400 s': '{plan} : une fonction s’arrête après 400 s',
  '{extension} is in the schema {elsewhere}, without what {schema} should have of it':
    '{extension} est dans le schéma {elsewhere}, sans ce que {schema} devrait en avoir',
  'the schema {schema} is there without the extension {extension}':
    'le schéma {schema} est là sans l’extension {extension}',
  'the project does not offer the extension {extension}': 'le projet n’offre pas l’extension {extension}',
  'In the SQL editor: alter extension {extension} set schema extensions; (what calls it as {elsewhere}.… must be changed too).':
    'Dans l’éditeur SQL : alter extension {extension} set schema extensions; (ce qui l’appelle par {elsewhere}.… doit changer aussi).',
  'Switch {extension} on under Database, Extensions.': 'Activez {extension} sous Database, Extensions.',
  'Switch {extension} off and on under Database, Extensions.':
    'Désactivez puis activez {extension} sous Database, Extensions.',
  'Upgrade the project, or ask Supabase for {extension}.':
    'Mettez le projet à niveau, ou demandez {extension} à Supabase.',
  'SUPABASE_ACCESS_TOKEN has not the form of an access token':
    'SUPABASE_ACCESS_TOKEN n’a pas la forme d’un jeton d’accès',
  'SUPABASE_ACCESS_TOKEN is not set': 'SUPABASE_ACCESS_TOKEN n’est pas défini',
  'calls that are on their way with the key {old}': 'les appels en chemin avec la clé {old}',
  '{slices} that may work with the key {old}': '{slices} qui travaillent peut-être avec la clé {old}',
  'the schedule uses the key {name}, made {minutes} ago, and no other of its own is left; another one can be made {fresh} minutes after it':
    'l’horaire utilise la clé {name}, créée il y a {minutes}, et il n’en reste aucune autre à lui; une autre peut être créée {fresh} minutes après elle',
  'finish the rotation to the key {name}': 'terminer la rotation vers la clé {name}',
  'make a new secret key and put it in place of the old one':
    'créer une nouvelle clé secrète et la mettre à la place de l’ancienne',
  'deleted: {names}': 'supprimées : {names}',
  'the key {name} is still valid, since other programs may use it: delete it under Settings, API keys, when none does':
    'la clé {name} est encore valable, car d’autres programmes l’utilisent peut-être : supprimez-la sous Settings, API keys, quand ce n’est plus le cas',
  'the schedule uses the key {name}': 'l’horaire utilise la clé {name}',
  'Look at the project’s logs in the dashboard, and run the same command again.':
    'Regardez les journaux du projet dans le tableau de bord de Supabase, et relancez la même commande.',
  'set there alone, and kept: {names} (to remove: npx supabase secrets unset {list} --project-ref {ref})':
    'définis seulement là, et gardés : {names} (pour les retirer : npx supabase secrets unset {list} --project-ref {ref})',
  'sign-up': 'l’inscription',
  'anonymous sign-in': 'la connexion anonyme',
  'Left out: {what}.': 'Laissé de côté : {what}.',
  'The page in French says {name}: give --french, or change title.':
    'La page en français dit {name} : donnez --french, ou changez le titre.',
  'A dry run: nothing of this was written.': 'Essai à blanc : rien n’a été écrit.',
  'Next: npm test. A local stack that was started before says what to delete. By hand: docs/ADDING_A_MODULE.md.':
    'Ensuite : npm test. Ce qui tournait déjà sur cette machine dit quoi supprimer. À la main : docs/ADDING_A_MODULE.md.',
  'Lists that no module mirrors yet:': 'Listes qu’aucun module ne reflète encore :',
  '{name}: records of {module}': '{name} : fiches de {module}',
  'Which one?': 'Laquelle?',
  '{file} is written.': '{file} est écrit.',
  '{file} is generated.': '{file} est généré.',
  'Types and reference follow from the database, which takes a moment …':
    'Les types et la référence sont tirés de la base de données, ce qui prend un moment…',

  // deploy: notes
  'max_rows is {max}, which cuts lists of the command line: make it {size} or more':
    'max_rows vaut {max}, ce qui coupe des listes de la ligne de commande : mettez {size} ou plus',
  'functions that are made from then on in {names} are nobody’s to call until they are granted, those that are there stay as they are':
    'personne ne peut appeler les fonctions créées ensuite dans {names} tant que le droit n’en est pas accordé; celles qui y sont déjà restent telles quelles',

  // names of modules
  '{name} is no name for a module': '{name} n’est pas un nom de module',
  '{name} is a word that the module’s file uses itself':
    '{name} est un mot dont le fichier du module se sert lui-même',
  'Write lower case words with _ between them, such as sync_batches.':
    'Écrivez des mots en minuscules, séparés par _, par exemple sync_batches.',
  'Write another word, or two with _ between them.': 'Écrivez un autre mot, ou deux séparés par _.',

  // deploy: numbers
  ', those of erased persons too: erase them there again before anybody is let in (this project has {n} erasure; gazelle erase --list)':
    ', celles des personnes effacées aussi : effacez-les là de nouveau avant de donner accès à qui que ce soit (ce projet a {n} effacement; gazelle erase --list)',
  ', those of erased persons too: erase them there again before anybody is let in (this project has {n} erasures; gazelle erase --list)':
    ', celles des personnes effacées aussi : effacez-les là de nouveau avant de donner accès à qui que ce soit (ce projet a {n} effacements; gazelle erase --list)',
  'the migration {file} failed: {message} ({what} of {count} applied)':
    'la migration {file} a échoué : {message} ({what} sur {count} appliquées)',
  '{n} function of {count} could not be uploaded: {names}; {message}':
    '{n} fonction sur {count} n’a pas pu être envoyée : {names}; {message}',
  '{n} functions of {count} could not be uploaded: {names}; {message}':
    '{n} fonctions sur {count} n’ont pas pu être envoyées : {names}; {message}',
  'The other one is uploaded. Run the same command again: it uploads what is left.':
    'L’autre est envoyée. Relancez la même commande : elle envoie ce qui reste.',
}
