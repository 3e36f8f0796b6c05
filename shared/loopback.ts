/** Whether an address is this machine's. */
export const isLoopback = (url: string): boolean =>
  URL.canParse(url) && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(new URL(url).hostname)
