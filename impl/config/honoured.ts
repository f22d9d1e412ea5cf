/**
 * The keys that mean something here: one typed table, key by key its kind, what it is when it is not given, what it does and
 * where. Everything else that RocketMQ knows is in `rocketmq-keys.ts`, and has no effect (`no-effect.ts` says why).
 *
 * @module
 */
import type { Kind } from "./kinds.ts"
import { identity } from "./honoured-identity.ts"
import { ours } from "./honoured-ours.ts"
import { store } from "./honoured-store.ts"
import { switches } from "./honoured-switches.ts"

export const honoured = { ...identity, ...switches, ...store, ...ours } as const
export type HonouredKey = keyof typeof honoured

/** What was given, key by key. */
export type Values = { readonly [K in HonouredKey]?: (typeof honoured)[K]["kind"] extends Kind<infer T> ? T : never }

export const isHonoured = (key: string): key is HonouredKey => Object.hasOwn(honoured, key)
