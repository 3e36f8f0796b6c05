import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Log } from './child.ts'

/** A row of `auth.users`, without its password. */
export type AuthUser = {
  id: string
  aud: string
  role: string
  email: string
  email_confirmed_at: Date
  last_sign_in_at: Date | null
  raw_app_meta_data: Record<string, unknown>
  raw_user_meta_data: Record<string, unknown>
  created_at: Date
  updated_at: Date
  is_anonymous: boolean
}

/** What signing in or refreshing gives. */
export type Grant = { user: AuthUser; sessionId: string; signedInAt: Date; refreshToken: string }

/** Which sessions of a user a sign-out ends: all, this one, or all but this one. */
export type SignOutScope = 'global' | 'local' | 'others'

/** The users of a local stack and their sessions. */
export type AuthUsers = {
  /** Null where nobody has that address and that password. */
  signIn(email: string, password: string): Promise<Grant | null>
  /**
   * Gives the next token for one, which is thereby used. `used` where it was used before: then all tokens of its session end,
   * unless the answer to that use may be under way or lost.
   */
  refresh(token: string): Promise<Grant | 'unknown' | 'used'>
  signOut(session: { id: string; userId: string }, scope: SignOutScope): Promise<void>
  /** The user of a session that goes on. */
  userOf(session: { id: string; userId: string }): Promise<AuthUser | null>
  list(page: number, perPage: number): Promise<AuthUser[]>
  find(id: string): Promise<AuthUser | null>
  stop(): Promise<void>
}

const columns = `u.id, u.aud, u.role, u.email, u.email_confirmed_at, u.last_sign_in_at, u.raw_app_meta_data,
  u.raw_user_meta_data, u.created_at, u.updated_at, u.is_anonymous`

const newToken = () => randomBytes(16).toString('base64url')

/** Opens the users of a database. @param databaseUrl as the role `postgres` */
export const openUsers = (databaseUrl: string, log: Log): AuthUsers => {
  const pool = new pg.Pool({ connectionString: databaseUrl, application_name: 'auth', max: 2 })
  pool.on('error', (error) => log('auth', error.message))

  const transaction = async <Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const result = await work(client)
      await client.query('commit')
      client.release()
      return result
    } catch (error) {
      // Its connection ends with it, and takes the transaction back.
      client.release(true)
      throw error
    }
  }

  const grantOf = async (client: pg.PoolClient, sessionId: string, refreshToken: string) => {
    const { rows } = await client.query<AuthUser & { signed_in_at: Date }>(
      `select ${columns}, s.created_at as signed_in_at
       from auth.sessions s join auth.users u on u.id = s.user_id where s.id = $1`,
      [sessionId],
    )
    const [user] = rows
    return user ? { user, sessionId, signedInAt: user.signed_in_at, refreshToken } : null
  }

  const addToken = async (client: pg.PoolClient, sessionId: string, parent: string | null) => {
    const token = newToken()
    await client.query('insert into auth.refresh_tokens (token, session_id, parent) values ($1, $2, $3)', [
      token,
      sessionId,
      parent,
    ])
    return token
  }

  return {
    signIn: (email, password) =>
      transaction(async (client) => {
        const { rows } = await client.query<{ id: string }>(
          `with found as (
             update auth.users set last_sign_in_at = now(), updated_at = now()
             where lower(email) = lower($1) and encrypted_password = extensions.crypt($2, encrypted_password)
             returning id
           )
           insert into auth.sessions (user_id) select id from found returning id`,
          [email, password],
        )
        const [session] = rows
        return session ? grantOf(client, session.id, await addToken(client, session.id, null)) : null
      }),

    refresh: (token) =>
      transaction(async (client) => {
        const locked = await client.query<{ id: string }>(
          `select s.id from auth.sessions s
           where s.id = (select session_id from auth.refresh_tokens where token = $1) for update`,
          [token],
        )
        const [session] = locked.rows
        if (!session) return 'unknown'
        const { rows } = await client.query<{ revoked: boolean; is_recent: boolean; next: string | null }>(
          `select t.revoked, t.updated_at > now() - interval '10 seconds' as is_recent,
             (select n.token from auth.refresh_tokens n where n.parent = t.token and not n.revoked limit 1) as next
           from auth.refresh_tokens t where t.token = $1`,
          [token],
        )
        const [known] = rows
        if (!known) return 'unknown'
        await client.query('update auth.sessions set refreshed_at = now() where id = $1', [session.id])
        // Whoever comes again with the token before the current one did not get the answer.
        if (known.revoked && known.next) return (await grantOf(client, session.id, known.next)) ?? 'unknown'
        if (known.revoked && !known.is_recent) {
          await client.query('update auth.refresh_tokens set revoked = true where session_id = $1', [
            session.id,
          ])
          return 'used'
        }
        await client.query(
          'update auth.refresh_tokens set revoked = true, updated_at = now() where token = $1',
          [token],
        )
        return (await grantOf(client, session.id, await addToken(client, session.id, token))) ?? 'unknown'
      }),

    signOut: async ({ id, userId }, scope) => {
      await pool.query(
        `delete from auth.sessions
         where user_id = $2 and ($3 = 'global' or ($3 = 'local' and id = $1) or ($3 = 'others' and id <> $1))`,
        [id, userId, scope],
      )
    },

    userOf: async ({ id, userId }) => {
      const { rows } = await pool.query<AuthUser>(
        `select ${columns} from auth.sessions s join auth.users u on u.id = s.user_id where s.id = $1 and u.id = $2`,
        [id, userId],
      )
      return rows[0] ?? null
    },

    list: async (page, perPage) => {
      const { rows } = await pool.query<AuthUser>(
        `select ${columns} from auth.users u order by u.created_at, u.id limit $2 offset ($1 - 1) * $2`,
        [page, perPage],
      )
      return rows
    },

    find: async (id) => {
      const { rows } = await pool.query<AuthUser>(`select ${columns} from auth.users u where u.id = $1`, [id])
      return rows[0] ?? null
    },

    stop: () => pool.end(),
  }
}

/**
 * Makes a user who can sign in, or gives the one there is that password.
 * @returns the id, and whether the user is new
 */
export const keepUser = async (
  client: pg.ClientBase,
  { email, password }: { email: string; password: string },
): Promise<{ id: string; isNew: boolean }> => {
  const kept = await client.query<{ id: string }>('select id from auth.users where email = $1', [email])
  const [known] = kept.rows
  if (known) {
    await client.query(
      `update auth.users set encrypted_password = extensions.crypt($2, extensions.gen_salt('bf', 10)), updated_at = now()
       where id = $1 and encrypted_password <> extensions.crypt($2, encrypted_password)`,
      [known.id, password],
    )
    return { id: known.id, isNew: false }
  }
  const made = await client.query<{ id: string }>(
    `insert into auth.users (email, encrypted_password)
     values ($1, extensions.crypt($2, extensions.gen_salt('bf', 10))) returning id`,
    [email, password],
  )
  const [user] = made.rows
  if (!user) throw new Error('auth.users gave no id')
  return { id: user.id, isNew: true }
}
