/**
 * What `npm run interop` starts, RocketMQ's or ours, and what it finds.
 *
 * @module
 */
export type Kind = "RocketMQ" | "rocketproof"

export const HOST = "127.0.0.1"

export interface Case {
  readonly name: string
  readonly ok: boolean
  readonly found: string
}
