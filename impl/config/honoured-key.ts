import type { Config, Timing } from "../../spec/broker/config.ts"
import type { Kind } from "./kinds.ts"

/** A key that means something here. */
export interface Honoured<T> {
  readonly kind: Kind<T>
  readonly of: "broker" | "namesrv" | "both"
  /** What it is when it is not given, in words where a machine decides. */
  readonly preset: string
  /** A sentence for `docs/configuration.md`. */
  readonly effect: string
  /** The file that uses it. */
  readonly usedIn: string
  /** What it changes of what the machine is told. */
  readonly into?: (value: T, before: Config) => Partial<Config>
  /** `cluster` decides it itself, by this flag of its own. */
  readonly cluster?: string
}

export const key = <T>(of: Honoured<T>): Honoured<T> => of

/** The machine's configuration has a field of this very name and meaning. */
export const field =
  <K extends keyof Config>(name: K) =>
  (value: Config[K]): Partial<Config> => ({ [name]: value })

/** A duration in milliseconds. */
export const span =
  (name: keyof Timing, least = 0, most = Number.MAX_SAFE_INTEGER) =>
  (value: number, { timing }: Config): Partial<Config> => {
    const ms = Math.min(Math.max(value, least), most)
    return { timing: { ...timing, [name]: [ms, ms] } }
  }
