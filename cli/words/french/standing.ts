// What is left of a command after Ctrl-C.
export const standing = {
  interrupted: 'interrompu',
  'Nothing was changed.': 'Rien n’a été changé.',
  'Everything that was started has ended; the data stays.':
    'Tout ce qui avait démarré est arrêté; les données restent.',
  'What was synced stays; a run that was open is carried on by the schedules or the next sync.':
    'Ce qui a été synchronisé reste; une synchronisation en cours est reprise par l’horaire ou par la prochaine.',
  'The dashboard is served no longer.': 'Le tableau de bord n’est plus servi.',
  'What was promoted stays; what is left is promoted by the same command.':
    'Ce qui est passé en production y reste; la même commande reprend le reste.',
  'What was promoted stays; the same command begins again.':
    'Ce qui est passé en production y reste; la même commande recommence.',
  'No file was written.': 'Aucun fichier n’a été écrit.',
  'The tables that were complete stay; nothing is left of the one that was being written.':
    'Les tables complètes restent; il ne reste rien de celle qui s’écrivait.',
  'See gazelle alerts list for what stands.': 'gazelle alerts list montre où en sont les choses.',
  'See gazelle deletions list for what stands.': 'gazelle deletions list montre où en sont les choses.',
  'See gazelle holes list for what stands.': 'gazelle holes list montre où en sont les choses.',
  'gazelle changes --after goes on behind the last position that was printed.':
    'gazelle changes --after reprend après la dernière position affichée.',
  'See gazelle webhooks list for what stands.': 'gazelle webhooks list montre où en sont les choses.',
  'See gazelle kept list for what stands.': 'gazelle kept list montre où en sont les choses.',
  'See gazelle matches list for what stands.': 'gazelle matches list montre où en sont les choses.',
  'See gazelle accounts list for what stands.': 'gazelle accounts list montre où en sont les choses.',
  'See gazelle members list for what stands.': 'gazelle members list montre où en sont les choses.',
  'See gazelle links list for what stands.': 'gazelle links list montre où en sont les choses.',
  'See gazelle erase --list for whether it is done: all of it, or nothing.':
    'gazelle erase --list dit si c’est fait : tout, ou rien.',
  'Nothing waits here any more; a link for a hosted project stays valid until its time is over.':
    'Plus rien n’attend ici; un lien pour un projet hébergé reste valable jusqu’à son échéance.',
  'The steps that were done stay; the same command goes on with what is missing.':
    'Les étapes faites restent; la même commande continue avec ce qui manque.',
  'With --apply, what came over stays, and the same command goes on; else nothing was changed.':
    'Avec --apply, ce qui a été repris reste, et la même commande continue; sinon rien n’a été changé.',
  'See git status for the files that were written.': 'git status montre les fichiers écrits.',
}
