const encoder = new TextEncoder()

// https://www.standardwebhooks.com: a secret that begins with whsec_ is base64, any other is taken as it stands.
const keyOf = (secret: string): Uint8Array<ArrayBuffer> => {
  const coded = /^whsec_(.+)$/.exec(secret)?.[1]
  return coded ? Uint8Array.from(atob(coded), (byte) => byte.charCodeAt(0)) : encoder.encode(secret)
}

/**
 * The headers of Standard Webhooks: HMAC-SHA256 over id, time and body, so that nobody else can send it, change it or
 * send it again later. The id stays the same when a delivery is repeated.
 * @param at time of sending; receivers refuse what is older than some minutes
 */
export async function signatureOf(
  secret: string,
  id: string,
  at: Date,
  body: string,
): Promise<Record<string, string>> {
  const seconds = Math.floor(at.getTime() / 1000)
  const key = await crypto.subtle.importKey('raw', keyOf(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ])
  const signed = await crypto.subtle.sign('HMAC', key, encoder.encode(`${id}.${seconds}.${body}`))
  const signature = btoa(String.fromCharCode(...new Uint8Array(signed)))
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` }
}
