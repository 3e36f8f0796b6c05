import { cliError } from './errors.ts'
import type { Project } from './project.ts'

/** A user of Supabase Auth. */
export interface User {
  id: string
  email: string | null
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const pageSize = 200

interface AuthFailure {
  status?: number | undefined
  code?: string | undefined
  message: string
}

// A gateway without Supabase Auth behind it, as that of the local stack, has no such route.
const isWithoutAuth = ({ status, code }: AuthFailure) => status === 404 && code !== 'user_not_found'

const failed = ({ message }: AuthFailure) =>
  cliError(
    'failed',
    'auth_unreachable',
    'auth',
    `Supabase Auth does not give its users: ${message}`,
    'Check the address of the project, its secret key, and that it is not paused.',
  )

const unknownUser = (who: string) =>
  cliError(
    'usage',
    'unknown_user',
    who,
    `there is no user ${who}`,
    'Invite them first: in Supabase, Authentication, Users, Invite. Then run this again.',
  )

/**
 * The users of a project; null where there is no Supabase Auth, as on the local stack.
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
    found.push(...data.users.map(({ id, email }) => ({ id, email: email || null })))
  }
}

const byId = async ({ database }: Project, id: string): Promise<User> => {
  const { data, error } = await database.auth.admin.getUserById(id)
  if (error && isWithoutAuth(error)) return { id, email: null }
  if (error?.code === 'user_not_found') throw unknownUser(id)
  if (error) throw failed(error)
  if (data.user.is_anonymous)
    throw cliError(
      'usage',
      'anonymous_user',
      id,
      `${id} signed in anonymously`,
      'An anonymous sign-in is never a member. Invite the person with an e-mail address.',
    )
  return { id, email: data.user.email || null }
}

/**
 * A user by e-mail or id. Where there is no Supabase Auth an id is taken as it is.
 * @throws AppError `bad_usage`, `no_auth`, `unknown_user`, `anonymous_user`, `auth_unreachable`
 */
export const requireUser = async (project: Project, who: string): Promise<User> => {
  if (uuid.test(who)) return byId(project, who.toLowerCase())
  if (!who.includes('@'))
    throw cliError(
      'usage',
      'bad_usage',
      who,
      `${who} is neither an e-mail address nor the id of a user`,
      'Write the address that they sign in with, or their id (a uuid).',
    )
  const users = await readUsers(project)
  if (users === null)
    throw cliError(
      'usage',
      'no_auth',
      who,
      'this project has no Supabase Auth, so no e-mail address is known here',
      'Write the id of the user, a uuid: the sub of the tokens that they come with.',
    )
  const user = users.find(({ email }) => email?.toLowerCase() === who.toLowerCase())
  if (!user) throw unknownUser(who)
  return user
}

/** A user whose membership ends: by id also one who is no longer there. @throws AppError as `requireUser` does */
export const formerUser = async (project: Project, who: string): Promise<User> =>
  uuid.test(who) ? { id: who.toLowerCase(), email: null } : requireUser(project, who)
