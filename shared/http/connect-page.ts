import type { LinkedAccount } from '../database/connect-links.ts'
import type { Failure } from '../errors.ts'

/** What a page says, in both languages: the first line is its heading. */
export interface Words {
  en: [string, ...string[]]
  fr: [string, ...string[]]
}

/** Asks a person to go on to Gazelle. */
export const invitation = ({ title }: LinkedAccount): Words => ({
  en: [
    `Connect ${title} to Gazelle`,
    'A full administrator of this company must agree. You sign in at Gazelle; no password is asked for here.',
  ],
  fr: [
    `Connecter ${title} à Gazelle`,
    'Il faut l’accord d’un administrateur complet de cette entreprise. Vous vous connectez chez Gazelle : aucun mot de passe n’est demandé ici.',
  ],
})

/** Says that it worked, and what is left to do. */
export const connected = ({ title, account }: LinkedAccount, paused: boolean): Words => ({
  en: [
    `${title} is connected to Gazelle`,
    ...(paused ? [`The account is paused. To sync it: gazelle accounts resume ${account}`] : []),
    'You can close this page.',
  ],
  fr: [
    `${title} est connecté à Gazelle`,
    ...(paused ? [`Le compte est en pause. Pour le synchroniser : gazelle accounts resume ${account}`] : []),
    'Vous pouvez fermer cette page.',
  ],
})

type Pair = [what: string, todo: string]

const openAgain: Pair = [
  'Open the link again; it is still valid. If it lasts, see the log of the function gazelle-oauth.',
  'Ouvrez le lien de nouveau; il est toujours valide. Si le problème persiste, consultez le journal de la fonction gazelle-oauth.',
]
const [again, againFr] = openAgain

// For each code: what happened, and what to do. `detail` is the error's own sentence.
const failures: Record<string, (failure: Failure) => { en: Pair; fr: Pair }> = {
  connect_link_gone: () => ({
    en: [
      'This link is not valid: it was used, is too old, or is not complete.',
      'If you were just told that the company is connected, all is well. Otherwise ask for a new link: gazelle connect.',
    ],
    fr: [
      'Ce lien n’est pas valide : il a déjà servi, il est trop vieux ou il est incomplet.',
      'Si on vient de vous dire que l’entreprise est connectée, tout va bien. Sinon, demandez un nouveau lien : gazelle connect.',
    ],
  }),
  connect_denied: () => ({
    en: ['Access was not granted at Gazelle.', `To grant it: ${again}`],
    fr: ['L’accès n’a pas été accordé chez Gazelle.', `Pour l’accorder : ${againFr}`],
  }),
  gazelle_not_full_admin: ({ message }) => ({
    en: [
      `The person who agreed does not see everything: ${message}.`,
      'Nothing was stored. Open the link again, and sign in to Gazelle as a full administrator without limited access.',
    ],
    fr: [
      `La personne qui a donné son accord ne voit pas tout (${message}).`,
      'Rien n’a été enregistré. Ouvrez le lien de nouveau et connectez-vous à Gazelle comme administrateur complet, sans accès limité.',
    ],
  }),
  gazelle_other_company: ({ message }) => ({
    en: [
      `That is another company: ${message}.`,
      'Nothing was stored. Open the link again, and sign in to Gazelle as a full administrator of the right company. Another company is an account of its own: gazelle accounts add.',
    ],
    fr: [
      `C’est une autre entreprise (${message}).`,
      'Rien n’a été enregistré. Ouvrez le lien de nouveau et connectez-vous à Gazelle comme administrateur complet de la bonne entreprise. Une autre entreprise est un compte à part : gazelle accounts add.',
    ],
  }),
  token_not_stored: () => ({
    en: ['Gazelle agreed, but the database is away: nothing could be stored.', `In a few minutes: ${again}`],
    fr: [
      'Gazelle a accepté, mais la base de données ne répond pas : rien n’a pu être enregistré.',
      `Dans quelques minutes : ${againFr}`,
    ],
  }),
  database_unreachable: () => ({
    en: ['The database does not answer.', `In a few minutes: ${again}`],
    fr: ['La base de données ne répond pas.', `Dans quelques minutes : ${againFr}`],
  }),
  bad_setting: ({ message }) => ({
    en: [
      `The functions’ settings are not complete: ${message}.`,
      'Correct them in the functions’ secrets, then open the link again.',
    ],
    fr: [
      `Les réglages des fonctions sont incomplets (${message}).`,
      'Corrigez-les dans les secrets des fonctions, puis ouvrez le lien de nouveau.',
    ],
  }),
  gazelle_credential_refused: ({ message }) => ({
    en: [
      `${message}.`,
      `${again} If Gazelle refuses again, check GAZELLE_CLIENT_ID, GAZELLE_CLIENT_SECRET and the redirect address that is registered at Gazelle.`,
    ],
    fr: [
      `Gazelle a refusé (${message}).`,
      `${againFr} Si Gazelle refuse encore, vérifiez GAZELLE_CLIENT_ID, GAZELLE_CLIENT_SECRET et l’adresse de redirection enregistrée chez Gazelle.`,
    ],
  }),
}

const other = ({ message }: Failure): { en: Pair; fr: Pair } => ({
  en: [`${message}.`, again],
  fr: [`Une erreur s’est produite (${message}).`, againFr],
})

const withoutPoint = (failure: Failure): Failure => ({
  ...failure,
  message: failure.message.replace(/\.$/, ''),
})

/** Says what went wrong, with its code, and what to do. */
export const notConnected = (failure: Failure): Words => {
  const { en, fr } = (failures[failure.code] ?? other)(withoutPoint(failure))
  return {
    en: ['Not connected', ...en, `Code: ${failure.code}`],
    fr: ['Non connecté', ...fr, `Code : ${failure.code}`],
  }
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const section = (language: 'en' | 'fr', [heading, ...lines]: string[]) =>
  `<section lang="${language}"><h1>${escaped(heading ?? '')}</h1>${lines.map((line) => `<p>${escaped(line)}</p>`).join('')}</section>`

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:3rem auto;padding:0 1rem}h1{font-size:1.4rem}button{font:inherit;padding:.6rem 1.2rem;margin:1rem 0}'

const button =
  '<form method="post"><button>Continue to Gazelle · <span lang="fr">Continuer vers Gazelle</span></button></form>'

// Nothing keeps the page, frames it, or learns its address, which holds the link.
const headers = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
}

/**
 * A page in English and in French.
 * @param form `html`, with a button that posts to the page's own address where `asks`; or `text`, since Supabase's own domain
 *   shows no HTML
 */
export const page = (words: Words, form: 'html' | 'text', { status = 200, asks = false } = {}): Response => {
  if (form === 'text')
    return new Response(`${[...words.en, '', ...words.fr].join('\n')}\n`, {
      status,
      headers: {
        ...headers,
        'content-type': 'text/plain; charset=utf-8',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      },
    })
  const nonce = crypto.randomUUID()
  const body = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(words.en[0])}</title><style nonce="${nonce}">${style}</style></head><body>${section('en', words.en)}${section('fr', words.fr)}${asks ? button : ''}</body></html>`
  return new Response(body, {
    status,
    headers: {
      ...headers,
      'content-type': 'text/html; charset=utf-8',
      // Browsers apply form-action to the redirects that follow too, and Gazelle may sign people in at another host.
      'content-security-policy': `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self' https:; frame-ancestors 'none'; base-uri 'none'`,
    },
  })
}

/** Sends the browser on. */
export const sendOn = (location: string): Response =>
  new Response(null, { status: 303, headers: { ...headers, location } })
