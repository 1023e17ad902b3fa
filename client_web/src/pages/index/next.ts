/** Where to go after signing in: a path of this site, never another site. */

/** The `next` of a query string, or the home page. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/'
  // Browsers drop tabs and line ends of an address, and read \ as /: what is left would lead to another site.
  return /^\/(?![/\\])[^\s\\\p{Cc}]*$/u.test(next) ? next : '/'
}
