/**
 * Whoever follows something live does it by `Follower`, which one close ends: no page or component connects,
 * subscribes or asks again and again by itself.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'svelte/compiler'
import { expect, it } from 'vitest'

/** What stands outside, and why. What is no longer there leaves the list. */
const REASONS: Record<string, string> = {
  'pages/stage/Page.svelte: connect': 'a panelist begins anew while the page is shown, and is closed by it',
  'pages/stage/LinkCheck.svelte: setInterval': 'reads its own trial of some seconds; no server is asked',
  'pages/index/SignIn.svelte: setInterval': 'counts seconds down; no server is asked',
  'pages/index/Home.svelte: freeze.start': 'the front page has no socket, and a picture that can be paused',
  'pages/index/home/front.svelte.ts: setInterval':
    'the front page has no socket: it reads two small answers again each half minute, and ends with its page',
  'ui/announcer.ts: setTimeout again': 'says one sentence after another; no server is asked',
  'media/level-meter.ts: setInterval': 'reads a microphone of this device',
  'media/test-pattern.ts: setInterval': 'draws pictures of this device',
  'media/player/live.ts: setInterval': 'watches its own picture; ended with the player',
  'media/player/feed.ts: new WebSocket': 'the frames of a broadcast, which are no topic',
}

/** The abstraction itself, and what makes a client of a browser. */
const WITHIN = ['ui/connect.ts', 'ui/follower.ts', 'ui/live-link.svelte.ts', 'ui/live-page.svelte.ts']

const FOLLOWING = new Set(['followLog', 'followBoard', 'onWelcome'])
const MAKING = new Set(['Client', 'LiveLink', 'WebSocket', 'EventSource', 'XMLHttpRequest'])

/** What a file holds that is worth reading it for: the names that are looked for. */
const SUSPECT =
  /\b(connect|after|setInterval|setTimeout|subscribe|freeze|followLog|followBoard|onWelcome|new (Client|LiveLink|WebSocket|EventSource|XMLHttpRequest))\b/

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.(ts|svelte)$/.test(file) && !/\.(test|d)\.ts$|^(wire|testing)\//.test(file),
)

interface Node {
  type: string
  [field: string]: unknown
}

/** Every node of a file with those that it stands in, the nearest first. */
function* nodes(value: unknown, inside: readonly Node[] = []): Generator<[Node, readonly Node[]]> {
  if (Array.isArray(value)) for (const one of value) yield* nodes(one, inside)
  else if (typeof value === 'object' && value !== null) {
    const is_node = 'type' in value && typeof value.type === 'string'
    if (is_node) yield [value as Node, inside]
    const within = is_node ? [value as Node, ...inside] : inside
    for (const field of Object.values(value)) yield* nodes(field, within)
  }
}

/** The last name of `a`, `a.b`, `this.b`, `a.#b`. */
function nameOf(node: unknown): string {
  const { type, name, property, expression } = (node ?? {}) as Node
  if (type === 'MemberExpression') return nameOf(property)
  if (type === 'TSNonNullExpression' || type === 'ChainExpression') return nameOf(expression)
  return typeof name === 'string' ? name : ''
}

/** The name of the nearest function around, however it is written. */
function functionAround(inside: readonly Node[]): string {
  for (const node of inside) {
    const name = nameOf(node.type === 'FunctionDeclaration' ? node.id : node.key) || nameOf(node.id)
    if (['FunctionDeclaration', 'MethodDefinition', 'VariableDeclarator'].includes(node.type)) return name
  }
  return ''
}

/** What this call or `new` does by itself that `Follower` is for; empty for all others. */
function byItself(node: Node, inside: readonly Node[]): string {
  const callee = node.callee as Node
  const name = nameOf(callee)
  if (node.type === 'NewExpression') return MAKING.has(name) ? `new ${name}` : ''
  const of = callee.type === 'MemberExpression' ? nameOf(callee.object) : ''
  if (name === 'connect' && callee.type === 'Identifier') {
    const [made, shown] = inside
    return made?.type === 'NewExpression' && nameOf(shown?.callee) === 'whileShown' ? '' : 'connect'
  }
  if (name === 'setInterval' || name === 'subscribe') return name
  if (FOLLOWING.has(name) && of === 'client') return `client.${name}`
  if (name === 'after' && of === 'around' && nameOf((callee.object as Node).object) === 'client')
    return 'around.after'
  if (of === 'freeze' && (name === 'start' || name === 'onThaw')) return `freeze.${name}`
  if (name === 'setTimeout') {
    const around = functionAround(inside)
    const again = [...nodes(node.arguments)].some(([one]) => around !== '' && nameOf(one) === around)
    return again ? 'setTimeout again' : ''
  }
  return ''
}

function found(file: string, text: string): string[] {
  const component = file.endsWith('.svelte') ? text : `<script module lang="ts">${text}</script>`
  const calls = [...nodes(parse(component, { modern: true }))].filter(
    ([{ type }]) => type === 'CallExpression' || type === 'NewExpression',
  )
  return calls.flatMap(([node, inside]) => byItself(node, inside) || [])
}

it('follows what is live by one abstraction, but for what is listed with its reason', () => {
  const outside = files.flatMap((file) => {
    const text = readFileSync(`${import.meta.dirname}/${file}`, 'utf8')
    if (WITHIN.includes(file) || !SUSPECT.test(text)) return []
    return [...new Set(found(file, text))].map((what) => `${file}: ${what}`)
  })
  expect(files.length).toBeGreaterThan(200)
  expect(outside.sort()).toEqual(Object.keys(REASONS).sort())
})

it.each([
  ['a client of one’s own', 'const client = connect()', 'connect'],
  ['a client that nobody closes', 'const page = new LivePage(connect())', 'connect'],
  ['a topic of a client', 'page.client.followLog(topic, listener)', 'client.followLog'],
  ['a private client', 'class A { #client; b() { this.#client.onWelcome(act) } }', 'client.onWelcome'],
  ['the state of the link', 'client.link.subscribe(show)', 'subscribe'],
  ['a beat', 'window.setInterval(look, 1_000)', 'setInterval'],
  ['a wait that begins again', 'function look() { setTimeout(() => void look(), 10) }', 'setTimeout again'],
  ['the same in a class', 'class A { look() { setTimeout(() => this.look(), 10) } }', 'setTimeout again'],
  ['a clock of a client', 'this.client.around.after(10, look)', 'around.after'],
  ['a stream', 'new EventSource(address)', 'new EventSource'],
])('finds %s', (_, code, what) => {
  expect(found('a.ts', code)).toEqual([what])
})

it('leaves alone what the abstraction is asked for, and a wait that ends', () => {
  const code = `const page = whileShown(new LivePage(connect()))
    page.followLog(topic, listener)
    page.every(1_000, look)
    function look() { setTimeout(() => hide(), 10) }`
  expect(found('a.ts', code)).toEqual([])
})
