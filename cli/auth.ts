import { cliError } from './errors.ts'
import type { Project } from './project.ts'
import { t } from './words/words.ts'

/** A user of Supabase Auth. */
export interface User {
  id: string
  email: string | null
  /** When and how they came, in words; null where there is no Supabase Auth. */
  came: string | null
  /** An address that nobody has confirmed or invited may be anybody's. */
  isProved: boolean
}

interface AuthUser {
  id: string
  email?: string | undefined
  created_at: string
  invited_at?: string | undefined
  confirmed_at?: string | undefined
  email_confirmed_at?: string | undefined
  app_metadata: { provider?: string | undefined }
}

const userOf = (user: AuthUser): User => {
  const { id, email, created_at, invited_at, app_metadata } = user
  const came = invited_at
    ? t('invited on {day}', { day: invited_at.slice(0, 10) })
    : t('registered on {day}, by {how}', {
        day: created_at.slice(0, 10),
        how: app_metadata.provider ?? t('an unknown way'),
      })
  const isProved = Boolean(invited_at ?? user.email_confirmed_at ?? user.confirmed_at)
  return { id, email: email || null, came, isProved }
}

/** A user of whom only the id is known. */
const bareUser = (id: string): User => ({ id: id.toLowerCase(), email: null, came: null, isProved: true })

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const pageSize = 200

interface AuthFailure {
  status?: number | undefined
  code?: string | undefined
  message: string
}

// A gateway without Supabase Auth behind it has no such route.
const isWithoutAuth = ({ status, code }: AuthFailure) => status === 404 && code !== 'user_not_found'

const failed = ({ message }: AuthFailure) =>
  cliError(
    'failed',
    'auth_unreachable',
    'auth',
    t('Supabase Auth does not give its users: {message}', { message }),
    t('Check the address of the project, its secret key, and that it is not paused.'),
  )

const inviteFirst = () =>
  t('Invite them first: in Supabase, Authentication, Users, Invite. Then run this again.')
const listedById = () =>
  t(
    'A membership outlives its user: gazelle members list shows the id, and gazelle members remove <id> ends it.',
  )

const unknownUser = (who: string, hint: string) =>
  cliError('usage', 'unknown_user', who, t('there is no user {who}', { who }), hint)

/**
 * The users of a project; null where there is no Supabase Auth.
 * @throws AppError `auth_unreachable`
 */
export const readUsers = async ({ database }: Project): Promise<User[] | null> => {
  const found: User[] = []
  // A server may give fewer a page than were asked for: only an empty page is the end.
  for (let page = 1; ; page++) {
    const { data, error } = await database.auth.admin.listUsers({ page, perPage: pageSize })
    if (error && isWithoutAuth(error)) return null
    if (error) throw failed(error)
    if (data.users.length === 0) return found
    found.push(...data.users.map(userOf))
  }
}

const byId = async ({ database }: Project, id: string): Promise<User> => {
  const { data, error } = await database.auth.admin.getUserById(id)
  if (error && isWithoutAuth(error)) return bareUser(id)
  if (error?.code === 'user_not_found') throw unknownUser(id, inviteFirst())
  if (error) throw failed(error)
  if (data.user.is_anonymous)
    throw cliError(
      'usage',
      'anonymous_user',
      id,
      t('{id} signed in anonymously', { id }),
      t('An anonymous sign-in is never a member. Invite the person with an e-mail address.'),
    )
  return userOf(data.user)
}

const byEmail = async (project: Project, who: string, hint: string): Promise<User> => {
  if (!who.includes('@'))
    throw cliError(
      'usage',
      'bad_usage',
      who,
      t('{who} is neither an e-mail address nor the id of a user', { who }),
      t('Write the address that they sign in with, or their id (a uuid).'),
    )
  const users = await readUsers(project)
  if (users === null)
    throw cliError(
      'usage',
      'no_auth',
      who,
      t('this project has no Supabase Auth, so no e-mail address is known here'),
      t('Write the user’s id, a uuid, as the service that signs them in shows it.'),
    )
  const [user, ...others] = users.filter(({ email }) => email?.toLowerCase() === who.toLowerCase())
  if (!user) throw unknownUser(who, hint)
  if (others.length > 0)
    throw cliError(
      'usage',
      'ambiguous_user',
      who,
      t('{who} is the address of several users: {names}', {
        who,
        names: [user, ...others].map(({ id, came }) => `${id}, ${came}`).join('; '),
      }),
      t('Name the id of the right one.'),
    )
  return user
}

/**
 * A user by e-mail or id whom anybody vouches for. Where there is no Supabase Auth an id is taken as it is.
 * @throws AppError `bad_usage`, `no_auth`, `unknown_user`, `ambiguous_user`, `anonymous_user`, `unproved_user`, `auth_unreachable`
 */
export const requireUser = async (project: Project, who: string): Promise<User> => {
  const user = uuid.test(who)
    ? await byId(project, who.toLowerCase())
    : await byEmail(project, who, inviteFirst())
  if (user.isProved) return user
  throw cliError(
    'usage',
    'unproved_user',
    who,
    t('{what}, {came}, was neither invited nor has confirmed the address: it may be anybody', {
      what: user.email ?? user.id,
      came: user.came ?? '',
    }),
    t(
      'Delete that user and invite the address: in Supabase, Authentication, Users. Or wait until they have confirmed it.',
    ),
  )
}

/** A user whose membership ends: by id also one who is no longer there. @throws AppError as `requireUser` does */
export const formerUser = async (project: Project, who: string): Promise<User> =>
  uuid.test(who) ? bareUser(who) : byEmail(project, who, listedById())
