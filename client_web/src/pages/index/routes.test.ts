import { describe, expect, it } from 'vitest'
import { match, ROUTES } from './routes'

describe('the table of pages', () => {
  it('opens every path it names', () => {
    for (const route of Object.keys(ROUTES)) {
      const path = route.replaceAll(/\{\w+\}/g, 'a%20b')
      const found = match(path)
      expect(found?.route).toBe(route)
      for (const value of Object.values(found?.values ?? {})) expect(value).toBe('a b')
    }
  })

  it('prefers no page to a wrong one', () => {
    for (const path of ['/nowhere', '/processes', '/processes/p/none', '/me/x/y'])
      expect(match(path)).toBeNull()
  })
})
