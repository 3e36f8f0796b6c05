import { randomUUID } from 'node:crypto'

/** A code or token that cannot be guessed. */
const secret = (): string => randomUUID().replaceAll('-', '')

export interface OAuthOptions {
  clientId: string
  clientSecret: string
  /** Whether a refresh rotates the refresh token. What Gazelle does is not documented, so tests cover both. */
  rotateRefresh: boolean
  expiresInSeconds: number
}

export interface Grant {
  access_token: string
  token_type: 'Bearer'
  expires_in: number
  created_at: number
  /** Not given by a refresh that does not rotate. */
  refresh_token?: string
}

interface Answer {
  status: number
  body: unknown
}

const refusal = (status: number, error: string, error_description: string): Answer => ({
  status,
  body: { error, error_description },
})

/** The OAuth side of the stand-in: codes, access tokens that expire, refresh tokens that rotate or not. */
export const oauthFor = (
  { clientId, clientSecret, rotateRefresh, expiresInSeconds }: OAuthOptions,
  now: () => number,
) => {
  const codes = new Map<string, string>()
  const accessTokens = new Map<string, number>()
  const refreshTokens = new Set<string>()
  let denies = false

  const grant = (withRefresh: boolean): Grant => {
    const access_token = secret()
    accessTokens.set(access_token, now() + expiresInSeconds * 1000)
    const tokens: Grant = {
      access_token,
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      created_at: Math.floor(now() / 1000),
    }
    if (!withRefresh) return tokens
    const refresh_token = secret()
    refreshTokens.add(refresh_token)
    return { ...tokens, refresh_token }
  }

  return {
    /** Grants a pair of tokens, as after a person's consent. */
    grant: () => ({ refresh_token: '', ...grant(true) }),
    accepts: (accessToken: string) => (accessTokens.get(accessToken) ?? 0) > now(),
    /** Expires every access token. */
    expireAccessTokens: () => accessTokens.clear(),
    /** Revokes every refresh token: a person has to connect again. */
    revokeRefreshTokens: () => refreshTokens.clear(),

    /** Whether the person who is asked refuses from now on. */
    deny: (is: boolean) => {
      denies = is
    },

    /** Grants access at once, or denies it, and gives the address to redirect the browser to. */
    authorize: (asked: URLSearchParams): { location: string } | Answer => {
      const redirect = asked.get('redirect_uri')
      if (asked.get('client_id') !== clientId) return refusal(401, 'invalid_client', 'Unknown client.')
      if (asked.get('response_type') !== 'code' || !redirect || !URL.canParse(redirect))
        return refusal(400, 'invalid_request', 'response_type=code and redirect_uri are required.')
      const back = new URL(redirect)
      // RFC 6749, 4.1.2.1
      if (denies) back.searchParams.set('error', 'access_denied')
      else {
        const code = secret()
        codes.set(code, redirect)
        back.searchParams.set('code', code)
      }
      const state = asked.get('state')
      if (state !== null) back.searchParams.set('state', state)
      return { location: back.href }
    },

    token: (asked: Record<string, unknown>): Answer => {
      if (asked.grant_type !== 'authorization_code' && asked.grant_type !== 'refresh_token')
        return refusal(400, 'unsupported_grant_type', 'The authorization grant type is not supported.')
      if (asked.client_id !== clientId || asked.client_secret !== clientSecret)
        return refusal(401, 'invalid_client', 'Client authentication failed.')
      if (asked.grant_type === 'authorization_code') {
        const code = String(asked.code)
        const redirect = codes.get(code)
        codes.delete(code)
        if (redirect === undefined || redirect !== asked.redirect_uri)
          return refusal(400, 'invalid_grant', 'The code is unknown, used, or was given for another address.')
        return { status: 200, body: grant(true) }
      }
      const refreshToken = String(asked.refresh_token)
      if (!refreshTokens.has(refreshToken))
        return refusal(400, 'invalid_grant', 'The refresh token is unknown or revoked.')
      if (rotateRefresh) refreshTokens.delete(refreshToken)
      return { status: 200, body: grant(rotateRefresh) }
    },
  }
}
