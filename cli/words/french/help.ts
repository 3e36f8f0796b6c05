// What --help says: commands, arguments, options; and what Commander says of wrong usage.
export const help = {
  'Keeps a Supabase Postgres true to Gazelle.': 'Garde une base Supabase Postgres fidèle à Gazelle.',
  'show version and commit': 'afficher la version et le commit',
  'display help for the command': 'afficher l’aide de la commande',
  '(--help says more)': '(--help en dit plus)',
  'Usage:': 'Utilisation :',
  'Arguments:': 'Arguments :',
  'Options:': 'Options :',
  'Commands:': 'Commandes :',
  options: 'options',
  command: 'commande',
  'choices:': 'choix :',
  'default:': 'par défaut :',
  'error: unknown command {name}': 'erreur : il n’y a pas de commande « {name} »',
  'error: unknown option {name}': 'erreur : il n’y a pas d’option « {name} »',
  'error: {name} is missing': 'erreur : il manque « {name} »',
  'error: {name} needs a value': 'erreur : « {name} » demande une valeur',
  'error: too many arguments: {given}': 'erreur : trop d’arguments : {given}',
  'error: {name} cannot be {value}. {why}': 'erreur : « {name} » ne peut pas être « {value} ». {why}',
  'Allowed choices: {names}.': 'Choix possibles : {names}.',
  'Did you mean {name}?': 'Vouliez-vous dire {name}?',

  // commands
  'Run everything on this machine, sync all modules, and stay up until Ctrl-C.':
    'Démarrer tout sur cette machine, synchroniser tous les modules, puis rester en marche jusqu’à Ctrl-C.',
  'Sync modules: call their functions and follow their runs.':
    'Synchroniser des modules : appeler leurs fonctions et suivre leur travail.',
  'Show what waits for a person, and each module’s freshness, waiting and refused records and sweeps, the worst first; exit 1 if a module is unhealthy, or a critical alert, a hole or a held deletion waits for a person.':
    'Montrer ce qui attend une personne, puis, pour chaque module, sa fraîcheur, ses fiches en attente ou refusées et ses balayages, le pire d’abord; code de sortie 1 si un module est défaillant, ou si une alerte critique, un manque ou une suppression retenue attend une personne.',
  'Serve the live dashboard of the running stack (or of SUPABASE_URL) on this machine.':
    'Servir sur cette machine le tableau de bord en direct de ce qui tourne (ou de SUPABASE_URL).',
  'Promote again the records that wait in staging or were refused.':
    'Reprendre les fiches qui attendent dans staging ou qui ont été refusées.',
  'Promote everything from staging again, without calling Gazelle: after a change of a rule, a policy or a view.':
    'Refaire passer en production tout ce qui est dans staging, sans appeler Gazelle : après le changement d’une règle, d’une politique ou d’une vue.',
  'Write Gazelle’s records of a module to a JSON file, without a database.':
    'Écrire les fiches d’un module de Gazelle dans un fichier JSON, sans base de données.',
  'Write the tables of an account as JSON lines or CSV, a file each.':
    'Écrire les tables d’un compte en lignes JSON ou en CSV, un fichier par table.',
  'Check settings, credential, Gazelle’s schema, database, schedules, Vault, functions, sign-up, members and clocks; exit 1 if a check fails.':
    'Vérifier les réglages, l’accès, le schéma de Gazelle, la base de données, les horaires, Vault, les fonctions, l’inscription, les membres et les horloges; code de sortie 1 si une vérification échoue.',
  'List alerts, test the channels, acknowledge an alert; show and set the rules.':
    'Lister les alertes, essayer les canaux, noter une alerte; montrer et régler les règles.',
  'List records that Gazelle no longer lists; release deletions that are held back, or keep the records.':
    'Lister les fiches que Gazelle ne liste plus; confirmer les suppressions retenues, ou conserver les fiches.',
  'Show the records and fields that Gazelle cannot give; acknowledge one.':
    'Montrer les fiches et les champs que Gazelle n’arrive pas à fournir; en noter un.',
  'Have changes sent to addresses: add one, list them, test, pause and resume one, rotate its secret, send changes again, remove it.':
    'Faire envoyer les changements à des adresses : en ajouter une, les lister, en essayer une, la mettre en pause et la relancer, changer son secret, renvoyer des changements, la retirer.',
  'Show the protected fields that Gazelle has emptied and that are kept here; empty them.':
    'Montrer les champs protégés que Gazelle a vidés et qui sont conservés ici; les vider.',
  'Erase a client with everything of theirs, so that it does not come back; or list who was erased.':
    'Effacer un client et tout ce qui le concerne, sans que cela revienne; ou lister qui a été effacé.',
  'List imported rows that could not be matched with one of Gazelle’s records, and decide on them.':
    'Lister les lignes importées auxquelles ne correspond pas une seule fiche de Gazelle, et décider.',
  'With OAuth: grant access to Gazelle once in a browser, and store the tokens sealed. For a hosted project it prints a link and waits.':
    'Avec OAuth : accorder une fois l’accès à Gazelle dans un navigateur, et enregistrer les jetons scellés. Pour un projet hébergé, la commande affiche un lien et attend.',
  'The companies of this database: list them, add one, pause and resume one, replace its API key, seal credentials anew.':
    'Les entreprises de cette base de données : les lister, en ajouter une, la mettre en pause ou la réactiver, remplacer sa clé d’API, sceller de nouveau les accès.',
  'The people who may read an account, and act in its dashboard: list them, add and remove them.':
    'Les personnes qui peuvent lire un compte, et agir dans son tableau de bord : les lister, en ajouter et en retirer.',
  'Answer an assistant on this machine over standard input and output (MCP): it finds and reads, and changes nothing.':
    'Répondre à un assistant sur cette machine, par l’entrée et la sortie standard (MCP) : il cherche et lit, et ne change rien.',
  'Put everything on a Supabase project: migrations, exposed schemas, secrets, functions, schedule, first sync. A second run changes nothing.':
    'Tout mettre sur un projet Supabase : migrations, schémas exposés, secrets, fonctions, horaire, première synchronisation. Une seconde exécution ne change rien.',
  'Bring over what version 5 has and Gazelle has not. Without --apply it is a report, and nothing is changed.':
    'Reprendre de la version 5 ce que Gazelle n’a pas. Sans --apply, c’est un rapport, et rien n’est changé.',
  'Write a module that mirrors one more list of Gazelle’s: query, tables, function, test data.':
    'Écrire un module qui reflète une liste de plus de Gazelle : requête, tables, fonction, données d’essai.',

  // options that several commands have
  'one of {names}': 'au choix : {names}',
  'the Gazelle account': 'le compte Gazelle',
  'the account': 'le compte',
  'only this module': 'ce module seulement',
  'all modules, one after the other': 'tous les modules, l’un après l’autre',
  'do not ask': 'ne pas demander',
  'who decides': 'qui décide',
  'who acknowledges': 'qui en prend note',
  'print one JSON document': 'afficher un seul document JSON',

  // start, sync, status, dashboard
  'stop after the first sync': 'arrêter après la première synchronisation',
  'with --once: stay up after the report': 'avec --once : rester en marche après le rapport',
  'size of the stand-in’s company, on its first start':
    'taille de l’entreprise du simulateur, à son premier démarrage',
  'incremental: what may have changed; full: everything; repair: from --since to --until':
    'incremental : ce qui a pu changer; full : tout; repair : de --since à --until',
  'days around today, or back, that an incremental run reads':
    'les jours, autour d’aujourd’hui ou passés, que lit une synchronisation incrémentale',
  'with --mode repair: the start (2026-02-03, or 2026-02-03T14:00:00Z)':
    'avec --mode repair : le début (2026-02-03, ou 2026-02-03T14:00:00Z)',
  'with --mode repair: the end': 'avec --mode repair : la fin',
  'compute and count everything, write nothing': 'tout calculer et compter, ne rien écrire',
  'print the functions’ answers as JSON': 'afficher les réponses des fonctions en JSON',
  'repeat every 2 seconds, or this many, until Ctrl-C':
    'répéter toutes les 2 secondes, ou à cet intervalle, jusqu’à Ctrl-C',
  'print the rows of monitoring.module_health as JSON; with --watch, one line each time':
    'afficher les lignes de monitoring.module_health en JSON; avec --watch, une ligne chaque fois',
  'preferred port; if it is taken, a free one is used':
    'port souhaité; s’il est pris, un port libre est utilisé',
  'open it in the browser': 'l’ouvrir dans le navigateur',
  'write it as static files for any host instead, for SUPABASE_URL and SUPABASE_PUBLISHABLE_KEY; users sign in there':
    'l’écrire plutôt en fichiers statiques pour n’importe quel hébergeur, pour SUPABASE_URL et SUPABASE_PUBLISHABLE_KEY; on s’y connecte',

  // reconcile, replay, fetch, export, doctor
  'print the function’s answer as JSON': 'afficher la réponse de la fonction en JSON',
  'print the counts as JSON': 'afficher les nombres en JSON',
  'folder for <module>_YYYYMMDD.json': 'dossier pour <module>_AAAAMMJJ.json',
  'only what may have changed since then (2026-02-03, or 2026-02-03T14:00:00Z)':
    'seulement ce qui a pu changer depuis (2026-02-03, ou 2026-02-03T14:00:00Z)',
  'the company’s zone, for days and the file’s name':
    'le fuseau de l’entreprise, pour les jours et le nom du fichier',
  'print the file’s path and counts as JSON': 'afficher le chemin du fichier et les nombres en JSON',
  'only these, with commas between them; without it all of the schema':
    'celles-ci seulement, séparées par des virgules; sans cette option, toutes celles du schéma',
  'gazelle: production; staging: what Gazelle answered; v5: in the shape of version 5':
    'gazelle : la production; staging : ce que Gazelle a répondu; v5 : dans la forme de la version 5',
  'JSON lines for programs, CSV for spreadsheets': 'lignes JSON pour les programmes, CSV pour les tableurs',
  'between the cells of CSV; a comma without it': 'entre les cellules du CSV; une virgule sans cette option',
  'where the files are written; - writes one table to standard output':
    'où les fichiers sont écrits; - écrit une table sur la sortie standard',
  'compress each file': 'compresser chaque fichier',
  'also records that Gazelle has no longer': 'aussi les fiches que Gazelle n’a plus',
  'also records that others refer to and Gazelle has not given':
    'aussi les fiches auxquelles d’autres renvoient et que Gazelle n’a pas données',
  'print files and counts as JSON': 'afficher les fichiers et les nombres en JSON',
  'print the findings as JSON': 'afficher les constats en JSON',

  // alerts, deletions, holes, kept, erase, matches
  'Show open alerts, worst first.': 'Montrer les alertes ouvertes, la pire d’abord.',
  'Send a test message through each channel that is set up, and show the answers.':
    'Envoyer un message d’essai par chaque canal réglé, et montrer les réponses.',
  'Acknowledge an alert: it stays open, and no longer escalates by time.':
    'Noter une alerte : elle reste ouverte, et ne s’aggrave plus avec le temps.',
  'resolved ones too: the last hundred alerts': 'aussi celles qui sont réglées : les cent dernières',
  'print the rows of monitoring.alerts as JSON': 'afficher les lignes de monitoring.alerts en JSON',
  'its number, as `gazelle alerts list` shows it': 'son numéro, que montre `gazelle alerts list`',
  'Show the rules of alerts; switch one on or off, or change its threshold.':
    'Montrer les règles des alertes; en activer ou en désactiver une, ou changer son seuil.',
  'its name, as the list shows it': 'son nom, que montre la liste',
  'on or off': 'on pour l’activer, off pour la désactiver',
  'from when on it raises an alert, in the unit that the list shows':
    'à partir de quand elle alerte, dans l’unité que montre la liste',
  'with unserviced: words in the use, kind or tags of the pianos meant':
    'avec unserviced : des mots de l’usage, du type ou des étiquettes des pianos visés',
  'print the rows of monitoring.alert_rules as JSON': 'afficher les lignes de monitoring.alert_rules en JSON',
  'Show what a rule on data would have told of in the last year, whether it is on or off.':
    'Montrer ce qu’une règle sur les données aurait signalé depuis un an, qu’elle soit active ou non.',
  'from this day on (2026-02-03)': 'à partir de ce jour (2026-02-03)',
  'with this threshold in place of the rule’s own': 'avec ce seuil au lieu de celui de la règle',
  'so many at most, the newest': 'combien au plus, les plus récentes d’abord',
  'print the count and the alerts as JSON': 'afficher le nombre et les alertes en JSON',
  'List the records that sweeps did not see, with their status; held ones wait for a decision.':
    'Lister les fiches que les balayages n’ont pas vues, avec leur état; celles qui sont retenues attendent une décision.',
  'Release held deletions: each is looked up once more where Gazelle can be asked, then deleted.':
    'Confirmer les suppressions retenues : chaque fiche est redemandée à Gazelle là où c’est possible, puis supprimée.',
  'Keep records that Gazelle no longer lists, until it lists them again.':
    'Conserver des fiches que Gazelle ne liste plus, jusqu’à ce qu’il les liste de nouveau.',
  'only this status; default: all but gone': 'cet état seulement; par défaut : tous sauf gone',
  'print the rows of monitoring.deletions as JSON': 'afficher les lignes de monitoring.deletions en JSON',
  'only these records; default: all held ones of the module':
    'ces fiches seulement; par défaut : toutes celles du module qui sont retenues',
  'do not ask for confirmation': 'ne pas demander de confirmation',
  'print the count as JSON': 'afficher le nombre en JSON',
  'Show what has changed, each field before and after; follow it, or go on behind a position.':
    'Montrer ce qui a changé, chaque champ avant et après; le suivre, ou reprendre après une position.',
  'those behind a position, as an earlier call has printed it':
    'ceux qui suivent une position, telle qu’un appel précédent l’a affichée',
  'only of these tables, with commas between them': 'de ces tables seulement, séparées par des virgules',
  'so many at most': 'combien au plus',
  'it must be a number of changes': 'il faut un nombre de changements',
  'go on with each change as it comes, until Ctrl-C':
    'continuer avec chaque changement à mesure, jusqu’à Ctrl-C',
  'print a line of JSON for each change': 'afficher une ligne de JSON par changement',
  'Send nothing there until it is resumed; what changes meanwhile waits.':
    'Ne rien y envoyer jusqu’à ce qu’il soit relancé; ce qui change entre-temps attend.',
  'Go on with a webhook that is paused, with what has waited first.':
    'Relancer un webhook en pause, d’abord avec ce qui a attendu.',
  'its id, or the beginning of it, as `gazelle webhooks list` shows it':
    'son identifiant, ou le début de celui-ci, que montre `gazelle webhooks list`',
  'it must be a number from {from} to {to}': 'il faut un nombre de {from} à {to}',
  'Have changes sent to an address, from now on. Prints the secret that signs them: it is shown once.':
    'Faire envoyer les changements à une adresse, dès maintenant. Affiche le secret qui les signe : il n’est montré qu’une fois.',
  'the address that takes them, https://…': 'l’adresse qui les reçoit, https://…',
  'only these columns, and changes of them; with commas between them':
    'ces colonnes seulement, et leurs changements; séparées par des virgules',
  'so many changes in a message, 1 to 100': 'autant de changements par message, de 1 à 100',
  'what it is for': 'à quoi il sert',
  'print id, secret and position as JSON': 'afficher l’identifiant, le secret et la position en JSON',
  'List the webhooks, the worst first: state, last answer, what waits and what arrived.':
    'Lister les webhooks, le pire d’abord : état, dernière réponse, ce qui attend et ce qui est arrivé.',
  'print the rows of webhooks.list as JSON': 'afficher les lignes de webhooks.list en JSON',
  'Send a test message, and show what was answered; exit 1 if it did not arrive.':
    'Envoyer un message d’essai, et montrer la réponse; code de sortie 1 s’il n’est pas arrivé.',
  'Make a new secret. Messages are signed with the old one too, for some hours.':
    'Créer un nouveau secret. Les messages sont aussi signés avec l’ancien, pendant quelques heures.',
  'how long the old one signs too, 0 to 720':
    'les heures pendant lesquelles l’ancien signe aussi, de 0 à 720',
  'print the secret as JSON': 'afficher le secret en JSON',
  'Send changes again, from behind a position or from an instant on; what waits is sent with them.':
    'Renvoyer les changements qui suivent une position ou une date; ce qui attend est envoyé avec eux.',
  'a position of a message or of gazelle changes, or an instant (2026-02-03, or 2026-02-03T14:00:00Z)':
    'une position d’un message ou de gazelle changes, ou une date (2026-02-03, ou 2026-02-03T14:00:00Z)',
  'End a webhook: nothing is sent there any more, and its secret is forgotten.':
    'Mettre fin à un webhook : plus rien n’y est envoyé, et son secret est oublié.',
  'Show open holes: which record or place, what Gazelle said, since when, and how often.':
    'Montrer ce qui manque : quelle fiche ou quelle place, ce que Gazelle a dit, depuis quand et combien de fois.',
  'Acknowledge a hole: no alert any more, and a list with only such holes counts as whole.':
    'Noter un manque : plus d’alerte, et une liste qui n’a que de tels manques compte comme entière.',
  'closed ones too': 'aussi ceux qui sont réglés',
  'print the rows of monitoring.holes as JSON': 'afficher les lignes de monitoring.holes en JSON',
  'its number, as `gazelle holes list` shows it': 'son numéro, que montre `gazelle holes list`',
  'Show what is kept against a blank, and since when.':
    'Montrer ce qui est conservé contre un vide, et depuis quand.',
  'Empty fields that Gazelle has emptied on purpose. A value that comes later is taken as ever.':
    'Vider des champs que Gazelle a vidés exprès. Une valeur qui vient plus tard est prise comme toujours.',
  'only this table': 'cette table seulement',
  'print the rows of monitoring.kept_fields as JSON': 'afficher les lignes de monitoring.kept_fields en JSON',
  'the table': 'la table',
  'the records': 'les fiches',
  'only this field; without it, all that are kept':
    'ce champ seulement; sans cette option, tous ceux qui sont conservés',
  'print how many as JSON': 'afficher combien en JSON',
  'the client, by Gazelle’s id': 'le client, par l’identifiant de Gazelle',
  'also where invoices of theirs are not settled': 'même si des factures ne sont pas réglées',
  'only count what would be erased': 'seulement compter ce qui serait effacé',
  'who erases': 'qui efface',
  'where the receipt is written': 'où le reçu est écrit',
  'show the erasures so far': 'montrer qui a été effacé jusqu’ici',
  'print the receipt, or the list, as JSON': 'afficher le reçu, ou la liste, en JSON',
  'List the imported rows that wait for a decision, with their candidates.':
    'Lister les lignes importées qui attendent une décision, avec leurs candidats.',
  'Decide which record an imported row means; the decision is stored.':
    'Décider quelle fiche désigne une ligne importée; la décision est enregistrée.',
  'only this kind': 'ce type seulement',
  'print the rows of reconcile.undecided_matches as JSON':
    'afficher les lignes de reconcile.undecided_matches en JSON',
  'kind of the imported row': 'type de la ligne importée',
  'its key in the import, as `gazelle matches list` shows it':
    'sa clé dans l’importation, que montre `gazelle matches list`',
  'the id of the record that it means': 'l’identifiant de la fiche qu’elle désigne',
  'it matches no record of Gazelle’s': 'elle ne désigne aucune fiche de Gazelle',
  'the reason, stored with the decision': 'le motif, enregistré avec la décision',
  'print the decision as JSON': 'afficher la décision en JSON',

  // connect, accounts, members, deploy
  'the project’s database, or a file for `gazelle fetch` without a database':
    'la base de données du projet, ou un fichier pour `gazelle fetch` sans base de données',
  'for a hosted project: how long the link is valid, and waited for':
    'pour un projet hébergé : combien de temps le lien est valable, et attendu',
  'take over the token of version 5, from its database: postgresql://…, or its project’s URL with the key in V5_KEY; without an address, from that in V5_DATABASE_URL':
    'reprendre le jeton de la version 5, de sa base de données : postgresql://…, ou l’adresse de son projet avec la clé dans V5_KEY; sans adresse, de celle de V5_DATABASE_URL',
  'for a hosted project: print the link, and then the outcome, as a JSON line each':
    'pour un projet hébergé : afficher le lien, puis l’issue, chacun en une ligne JSON',
  'List the accounts, whether the schedules sync them, and what kind of credential each has.':
    'Lister les comptes, si les horaires les synchronisent, et le genre d’accès de chacun.',
  'Add a company. With its API key the schedules sync it from now on; without, it stays paused until it is connected.':
    'Ajouter une entreprise. Avec sa clé d’API, les horaires la synchronisent dès maintenant; sans elle, elle reste en pause jusqu’à ce qu’elle soit connectée.',
  'Store or replace the API key of an account, sealed. That of main is GAZELLE_API_KEY.':
    'Enregistrer ou remplacer la clé d’API d’un compte, scellée. Celle de main est GAZELLE_API_KEY.',
  'Leave an account out of the schedules and the alerts; its open runs go on to their end.':
    'Laisser un compte hors des horaires et des alertes; ses synchronisations en cours vont jusqu’à leur fin.',
  'Have the schedules sync an account again.': 'Faire de nouveau synchroniser un compte par les horaires.',
  'Seal every stored credential with the first key of TOKEN_ENCRYPTION_KEY; syncs and refreshes go on meanwhile.':
    'Sceller chaque accès enregistré avec la première clé de TOKEN_ENCRYPTION_KEY; les synchronisations continuent entre-temps.',
  'print them as JSON': 'les afficher en JSON',
  'a short name: lower-case letters, digits and _, such as second':
    'un nom court : des minuscules sans accent, des chiffres et _, par exemple second',
  'the company’s name, for people': 'le nom de l’entreprise, tel qu’on le lit',
  'the company’s zone, an IANA name': 'le fuseau de l’entreprise, un nom de l’IANA',
  'read its Gazelle API key from standard input; a terminal asks for it':
    'lire sa clé d’API de Gazelle sur l’entrée standard; dans un terminal, elle est demandée',
  'read the key from standard input; a terminal asks for it':
    'lire la clé sur l’entrée standard; dans un terminal, elle est demandée',
  'print what was done as JSON': 'afficher ce qui a été fait en JSON',
  'List the members with their role.': 'Lister les membres avec leur rôle.',
  'Let a user of Supabase Auth read an account; as admin, also act in its dashboard. With --role again: changes the role.':
    'Laisser une personne de Supabase Auth lire un compte; comme admin, agir aussi dans son tableau de bord. De nouveau avec --role : changer le rôle.',
  'End a membership, from the next request on.':
    'Retirer un membre; il ne lit plus rien dès la requête suivante.',
  'only those of this account': 'ceux de ce compte seulement',
  'the e-mail address that they sign in with, or their id (a uuid)':
    'l’adresse courriel avec laquelle la personne se connecte, ou son identifiant (un uuid)',
  'what they may do; without it a new member is a reader, and another stays what they are':
    'ce que la personne peut faire; sans cette option un nouveau membre est reader, et un autre garde son rôle',
  // links
  'Addresses for other programs, without a key: a technician’s calendar, a table for a spreadsheet. Make one, list them, remove one.':
    'Des adresses pour d’autres programmes, sans clé : l’agenda d’un technicien, une table pour un tableur. En créer une, les lister, en retirer une.',
  'List the links, also those that were removed.': 'Lister les liens, même ceux qui ont été retirés.',
  'Make a link; it is shown only once.': 'Créer un lien; il n’est montré que cette fois.',
  'A technician’s appointments, for a calendar program: 30 days back and 180 days ahead.':
    'Les rendez-vous d’un technicien, pour un programme d’agenda : des 30 derniers jours aux 180 prochains.',
  'the technician’s name, or Gazelle’s id': 'le nom du technicien, ou son identifiant dans Gazelle',
  'A table, for a spreadsheet such as Google Sheets (IMPORTDATA).':
    'Une table, pour un tableur comme Google Sheets (IMPORTDATA).',
  'only what is of this client': 'seulement ce qui est de ce client',
  'what to call it': 'comment l’appeler',
  'End a link, from the next request on.': 'Retirer un lien; il ne montre plus rien dès la requête suivante.',
  'its number, as gazelle links list shows it': 'son numéro, que montre gazelle links list',
  'it must be a link’s number': 'il faut le numéro d’un lien',

  'print the outcome as JSON': 'afficher l’issue en JSON',
  'the 20 letters in the project’s address': 'les 20 lettres de l’adresse du projet',
  'check everything, say what would be done, change nothing':
    'tout vérifier, dire ce qui serait fait, ne rien changer',
  'do not ask before the first change': 'ne pas demander avant le premier changement',
  'leave sign-up on if it is on': 'laisser l’inscription ouverte si elle l’est',
  'give the schedule a new secret key, and nothing else':
    'donner à l’horaire une nouvelle clé secrète, et rien d’autre',

  // migrate-v5, new-module
  'version 5’s database: postgresql://…, or the URL of its Supabase project. It is only read. Lists of processes show an address that is written here, with its password':
    'base de données de la version 5 : postgresql://…, ou l’adresse de son projet Supabase. Elle est seulement lue. Les listes de processus montrent une adresse écrite ici, avec son mot de passe',
  'the secret key of that project; better in V5_KEY, which no list of processes shows':
    'la clé secrète de ce projet; plutôt dans V5_KEY, qu’aucune liste de processus ne montre',
  'bring it over; goes on where it was cut': 'reprendre les données; continue là où c’était interrompu',
  'with --apply: it is the version 5 that came over before, at another address':
    'avec --apply : c’est la version 5 déjà reprise, à une autre adresse',
  'compare every record with version 5’s, and list what no rule explains':
    'comparer chaque fiche à celle de la version 5, et lister ce qu’aucune règle n’explique',
  'with --compare: what is listed may stay as it is': 'avec --compare : ce qui est listé peut rester ainsi',
  'with --accept: who says so': 'avec --accept : qui le dit',
  'take away what came from version 5, and only that':
    'retirer ce qui est venu de la version 5, et cela seulement',
  'views with version 5’s names and columns': 'des vues aux noms et colonnes de la version 5',
  'with --views: the schema in which programs look for them':
    'avec --views : le schéma où les programmes les cherchent',
  'print the report as JSON': 'afficher le rapport en JSON',
  'name of the module and its table, such as sync_batches':
    'nom du module et de sa table, par exemple sync_batches',
  'root field of Gazelle’s schema that gives the records; default: asked for':
    'champ racine du schéma de Gazelle qui donne les fiches; par défaut : demandé',
  'fields of a record, separated by commas; default: all that can be kept':
    'champs d’une fiche, séparés par des virgules; par défaut : tous ceux qui peuvent être conservés',
  'the module’s name in French': 'le nom du module en français',
  '{file}, or Gazelle’s own, live': '{file}, ou celui de Gazelle même, en direct',
  'with --schema live: the Gazelle account': 'avec --schema live : le compte Gazelle',
  'show the files, write nothing': 'montrer les fichiers, ne rien écrire',
  'write the files only; generate migrations, types and reference later':
    'écrire les fichiers seulement; générer plus tard migrations, types et référence',
}
