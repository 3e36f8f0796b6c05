import ipaddr from 'ipaddr.js'
import { isLoopback } from '../loopback.ts'

/** Looks up the addresses behind a name; none where it has none, null where nothing can be looked up. */
export type LookUp = (host: string) => Promise<string[] | null>

declare const Deno:
  | { resolveDns?(name: string, type: 'A' | 'AAAA', options: { signal: AbortSignal }): Promise<string[]> }
  | undefined

const longestMs = 5000

// Of a name that has none of a kind Deno tells by an error; Node has no resolveDns, and brings its own.
const lookUpAll: LookUp = async (host) => {
  if (typeof Deno === 'undefined' || !Deno.resolveDns) return null
  const options = { signal: AbortSignal.timeout(longestMs) }
  const found = await Promise.allSettled([
    Deno.resolveDns(host, 'A', options),
    Deno.resolveDns(host, 'AAAA', options),
  ])
  return found.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
}

/** Whether an IP address is one of the internet: neither private nor reserved, in whichever form it is written. */
export const isPublic = (address: string): boolean => {
  const parsed = ipaddr.parse(address)
  if (parsed.kind() === 'ipv6' && (parsed as ipaddr.IPv6).isIPv4MappedAddress())
    return isPublic((parsed as ipaddr.IPv6).toIPv4Address().toString())
  return parsed.range() === 'unicast'
}

/**
 * Why a message may not go to an address; null where it may. From a hosted project none goes to a private address, by whatever name
 * (https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html), nor to the project itself. The
 * local system may send to the own machine. A runtime that cannot look names up at all is not refused by it: it sees no network but the internet.
 * @param own address of the project, as the function's environment has it
 */
export async function refusalOf(
  url: string,
  own: string,
  lookUp: LookUp = lookUpAll,
): Promise<string | null> {
  if (isLoopback(own)) return null
  const { protocol, hostname, host } = new URL(url)
  if (protocol !== 'https:') return 'bad_address: it does not begin with https://'
  if (host.replace(/\.(?=:|$)/, '') === new URL(own).host) return 'bad_address: it is this project itself'
  const name = hostname.replace(/^\[|\]$/g, '')
  const addresses = ipaddr.isValid(name) ? [name] : await lookUp(name).catch(() => [])
  if (addresses?.length === 0) return 'bad_address: its name cannot be looked up'
  return (addresses ?? []).every(isPublic) ? null : 'bad_address: it is not a public internet address'
}
