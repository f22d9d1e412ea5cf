/**
 * Messages that can make no difference any more: whenever they are delivered from now on, their receiver stays as it is, and
 * answers nothing, or always the same.
 *
 * Nothing of this is declared. That a message is inert at a local is *assumed* as soon as nothing known speaks against it,
 * and then it has to be so at every local that the receiver may come to: each change of a local that the search comes by is
 * held against what was assumed. One that contradicts is remembered, and the search begins anew without that assumption. A
 * search that ends without a contradiction has proved all of its assumptions.
 *
 * @module
 */
import type { Images } from "./images.ts"
import { ABSENT, PairMemo } from "./memo.ts"
import type { AnyModel } from "./model.ts"
import { REFUSED } from "./notices.ts"
import * as T from "./transitions.ts"

/** In place of the answer of a message that is inert: there is none. */
export const SILENT = -1
/** It is not inert. */
export const LIVE = -2

export class Inert {
  /** Something that was assumed turned out wrong: what was found is true, what was not found means nothing. */
  contradicted = false
  private readonly model: AnyModel
  private readonly transitions: T.Transitions
  private readonly images: Images
  /** A message may be lost at any time: then one that is never delivered makes no difference either. */
  private readonly lossy: boolean
  /** Messages may yet be lost or repeated, at a price: to be inert, one must not change anything by that either. */
  private readonly minds: boolean
  /** By local and message: the answer, or `SILENT`. */
  private assumed = new PairMemo()
  /** By local: messages assumed inert there. */
  private assumedAt: number[][] = []
  /** By local: those that follow it, and those that it follows. */
  private readonly after: number[][] = []
  private readonly before: number[][] = []
  private readonly edges = new PairMemo()
  /** What was found not to be inert, by local and message; kept from search to search. */
  private readonly live = new PairMemo()
  private readonly effects = new PairMemo()
  /** Notices that no slot is to mind, and how many locals were asked about them. */
  private readonly harmless = new Map<number, number>()

  constructor(model: AnyModel, transitions: T.Transitions, images: Images, { lossy, minds }: { readonly lossy: boolean; readonly minds: boolean }) {
    this.model = model
    this.transitions = transitions
    this.images = images
    this.lossy = lossy
    this.minds = minds
  }

  /** Forgets what was assumed, for a new search; what was learnt is kept. */
  restart(): void {
    this.contradicted = false
    this.assumed = new PairMemo()
    this.assumedAt = []
  }

  /** The answer of message `e` at local `l` if it is inert there; `SILENT` if it has none; `LIVE` if it is not inert. */
  answer(l: number, e: number): number {
    const known = this.assumed.get(l, e)
    if (known !== ABSENT) return known
    if (this.live.get(l, e) !== ABSENT) return LIVE
    return this.assume(l, e)
  }

  /** The receiver's slot went from `l` to `next`. */
  follows(l: number, next: number): void {
    if (l === next || this.edges.get(l, next) !== ABSENT) return
    this.edges.set(l, next, 1)
    ;(this.after[l] ??= []).push(next)
    ;(this.before[next] ??= []).push(l)
    for (const e of this.assumedAt[l] ?? []) {
      const answer = this.assumed.get(l, e)
      if (answer >= SILENT && this.answer(next, e) !== answer) this.contradict(l, e)
    }
  }

  /** Holds the locals that came up since against notices that nobody was to mind. */
  checkNotices(): void {
    for (const [notice, asked] of this.harmless) {
      if (asked < 0) continue
      if (!this.isUnminded(notice, asked)) {
        this.harmless.set(notice, -1)
        this.contradicted = true
      } else this.harmless.set(notice, this.transitions.locals.size)
    }
  }

  /** Assumes it of `l` and of all that is known to follow, under every name; or finds that it is not so. */
  private assume(l: number, e: number): number {
    const answer = this.effect(l, e)
    if (answer === LIVE) {
      this.live.set(l, e, 1)
      return LIVE
    }
    const found: number[] = [l, e]
    const seen = new Set([pair(l, e)])
    const visit = (local: number, message: number): void => {
      if (seen.has(pair(local, message)) || this.assumed.get(local, message) !== ABSENT) return
      seen.add(pair(local, message))
      found.push(local, message)
    }
    for (let k = 0; k < found.length; k += 2) {
      const [local, message] = [found[k] as number, found[k + 1] as number]
      const here = this.isLive(local, message) ? LIVE : this.effect(local, message)
      // The answer under another name is another message, the same in every other respect.
      if (here === LIVE || (here === SILENT) !== (answer === SILENT)) {
        this.refuse(local, message)
        return this.refuse(l, e)
      }
      for (let p = 1; p < this.images.count; p++) visit(...this.underName(local, message, here, p))
      for (const next of this.after[local] ?? []) {
        if (this.isLive(next, message) || this.effect(next, message) !== here) {
          this.refuse(local, message)
          return this.refuse(l, e)
        }
        visit(next, message)
      }
    }
    for (let k = 0; k < found.length; k += 2) {
      const [local, message] = [found[k] as number, found[k + 1] as number]
      this.assumed.set(local, message, this.effect(local, message))
      ;(this.assumedAt[local] ??= []).push(message)
    }
    return answer
  }

  /** The local and the message under permutation `p`; their effect is the same under it, and needs no asking. */
  private underName(l: number, e: number, effect: number, p: number): readonly [local: number, message: number] {
    const [local, message] = [this.images.ofLocal(l, p), this.images.ofMessage(e, p)]
    if (this.effects.get(local, message) === ABSENT) this.effects.set(local, message, effect === SILENT ? SILENT : this.images.ofMessage(effect, p))
    return [local, message]
  }

  private isLive(l: number, e: number): boolean {
    return this.live.get(l, e) !== ABSENT
  }

  /** It is not inert at `l`, nor at any local that `l` is known to follow. Nothing of it was assumed yet. */
  private refuse(l: number, e: number): number {
    const todo = [l]
    for (const local of todo) {
      if (this.isLive(local, e)) continue
      this.live.set(local, e, 1)
      for (const previous of this.before[local] ?? []) if (this.assumed.get(previous, e) === ABSENT) todo.push(previous)
    }
    return LIVE
  }

  /** What was assumed of `e` at `l` is wrong, and so it is wherever `l` is reached from. */
  private contradict(l: number, e: number): void {
    this.contradicted = true
    const todo: number[] = [l, e]
    for (let k = 0; k < todo.length; k += 2) {
      const [local, message] = [todo[k] as number, todo[k + 1] as number]
      if (this.isLive(local, message)) continue
      this.live.set(local, message, 1)
      for (const previous of this.before[local] ?? []) todo.push(previous, message)
      for (let p = 1; p < this.images.count; p++) todo.push(this.images.ofLocal(local, p), this.images.ofMessage(message, p))
    }
  }

  /** What a delivery right here comes to, as `answer` says it. */
  private effect(l: number, e: number): number {
    const known = this.effects.get(l, e)
    if (known !== ABSENT) return known
    const effect = this.ask(l, e)
    this.effects.set(l, e, effect)
    return effect
  }

  private ask(l: number, e: number): number {
    const { transitions } = this
    if (this.minds && this.model.network.duplicate !== undefined && !this.isIdle(l, transitions.repeat(l, e))) return LIVE
    if ((this.minds || this.lossy) && this.model.network.lose !== undefined && !this.isIdle(l, transitions.lose(l, e))) return LIVE
    const t = transitions.deliver(l, e)
    if (t === REFUSED) return this.lossy ? SILENT : LIVE
    const { records, outputs } = transitions
    const sent = records[t * T.WIDTH + T.SENT] as number
    if (sent > 1 || !this.isIdle(l, t)) return LIVE
    // Where nothing is lost, no slot may keep the message from arriving; nor may it, where there is an answer to come.
    if ((records[t * T.WIDTH + T.NOTICES] as number) > 0 && (!this.lossy || sent > 0)) return LIVE
    return sent === 0 ? SILENT : (outputs[records[t * T.WIDTH + T.FIRST_SENT] as number] as number)
  }

  /** Does the step change no local, and concern no property? */
  private isIdle(l: number, t: number): boolean {
    if (t === REFUSED) return true
    const { records } = this.transitions
    const r = t * T.WIDTH
    if (records[r + T.NEXT] !== l || ((records[r + T.FLAGS] as number) & ~T.NOTIFIES) !== 0) return false
    const first = records[r + T.FIRST_NOTICE] as number
    for (let k = 0; k < (records[r + T.NOTICES] as number); k++) if (!this.isHarmless(this.transitions.outputs[first + k] as number)) return false
    return true
  }

  private isHarmless(notice: number): boolean {
    const asked = this.harmless.get(notice)
    if (asked !== undefined) return asked >= 0
    const unminded = this.isUnminded(notice, 0)
    this.harmless.set(notice, unminded ? this.transitions.locals.size : -1)
    return unminded
  }

  private isUnminded(notice: number, from: number): boolean {
    const { locals, notices } = this.transitions
    const slot = notices.slots[notice]
    for (let l = from; l < locals.size; l++) {
      if (locals.value(l).slot !== slot) continue
      const next = notices.taken(l, notice)
      if (next !== l && next !== REFUSED) return false
    }
    return true
  }
}

const pair = (l: number, e: number): number => l * 2 ** 24 + e
