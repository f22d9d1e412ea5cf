/**
 * Lets go of files of the log as the rules say (`spec/store/expired.ts`): looks every ten seconds, and when an operator asks.
 *
 * RocketMQ `DefaultMessageStore.addScheduleTask`, `AdminBrokerProcessor.deleteExpiredCommitLog`.
 *
 * @module
 */
import { statfsSync } from "node:fs"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { Broker } from "../../spec/broker/state.ts"
import { expired, type Retention } from "../../spec/store/expired.ts"
import type { TimersService } from "../layers/timers.ts"
import type { Storage } from "./storage.ts"

/** `cleanResourceInterval`. */
const EVERY_MS = 10_000

export interface Retaining {
  /** An operator asks for it now. */
  readonly askNow: () => void
  /** An operator sets it anew; where everything is kept, it still is. */
  readonly set: (change: Partial<Retention>) => void
  readonly stop: () => void
}

export interface RetainOptions {
  /** `undefined`: everything is kept. */
  readonly retention: Retention | undefined
  readonly timers: TimersService
  readonly storage: Pick<Storage, "lastStored" | "expire">
  readonly dir: string
  readonly state: () => Broker
  readonly take: (event: BrokerEvent) => void
}

export const retain = ({ retention: atStart, timers, storage, dir, state, take }: RetainOptions): Retaining => {
  if (atStart === undefined) return { askNow: () => {}, set: () => {}, stop: () => {} }
  let retention = atStart
  const look = (asked: boolean): void => {
    const now = timers.now()
    const count = expired(retention, { now, hour: new Date(now).getHours(), used: diskUse(dir)?.ratio ?? 0, asked, lastStored: storage.lastStored() })
    const { diskFailed, dispatchedIndex, log } = state()
    if (count === 0 || diskFailed) return
    const compacted = storage.expire(count, Math.min(dispatchedIndex, log.durableIndex))
    if (compacted !== undefined) take(compacted)
  }
  let stop = (): void => {}
  const again = (): void => {
    stop = timers.after(EVERY_MS, () => {
      look(false)
      again()
    })
  }
  again()
  return {
    askNow: () => look(true),
    set: (change) => {
      retention = { ...retention, ...change }
    },
    stop: () => stop()
  }
}

/** Of the disk that holds `dir`; none if it is none of this machine's. */
export const diskUse = (dir: string): { readonly ratio: number; readonly total: number; readonly free: number } | undefined => {
  try {
    const { blocks, bsize, bavail, bfree } = statfsSync(dir)
    return { ratio: Math.round(((blocks - bfree) / blocks) * 100) / 100, total: blocks * bsize, free: bavail * bsize }
  } catch {
    return undefined
  }
}
