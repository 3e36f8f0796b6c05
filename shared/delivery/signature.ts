import { Webhook } from 'standardwebhooks'

// A secret that begins with whsec_ is base64; any other is used as it is.
const webhookOf = (secret: string): Webhook =>
  secret.startsWith('whsec_')
    ? new Webhook(secret)
    : new Webhook(new TextEncoder().encode(secret), { format: 'raw' })

/**
 * The headers of Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over id, time and body, which
 * guards against forged, changed and replayed deliveries. The id stays the same when a delivery is repeated.
 * @param secrets each signs; a receiver needs one of them
 * @param at time of sending; receivers refuse what is older than some minutes
 */
export const signatureOf = (
  secrets: string[],
  id: string,
  at: Date,
  body: string,
): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': secrets.map((secret) => webhookOf(secret).sign(id, at, body)).join(' '),
})
