/**
 * Losing and repeating messages at a price: is it over for good? A slot of budgets refuses the signals that it costs, now and
 * at every local that it may come to. As with inert messages, that is assumed until a change of a local speaks against it.
 *
 * @module
 */
import type { Images } from "./images.ts"
import { ABSENT, PairMemo } from "./memo.ts"
import type { AnyModel, AnySignal, Slot } from "./model.ts"
import { REFUSED } from "./notices.ts"
import type { Transitions } from "./transitions.ts"

const SPENT = 1
const LEFT = 0

/** What one kind of move costs: one notice per slot that is told. */
type Price = readonly { readonly slot: Slot; readonly notice: number }[]

export class Budgets {
  contradicted = false
  private readonly transitions: Transitions
  private readonly images: Images
  private readonly prices: readonly Price[]
  private readonly hasLinks: boolean
  /** By local and notice: refused for ever, as far as is known, or not. */
  private assumed = new PairMemo()
  private readonly after: number[][] = []
  private readonly edges = new PairMemo()

  constructor({ network, slots }: AnyModel, transitions: Transitions, images: Images) {
    this.transitions = transitions
    this.images = images
    this.hasLinks = network.carry !== undefined
    const priceOf = (signals: readonly AnySignal[] | undefined): readonly Price[] => {
      if (signals === undefined || signals.some(({ to }) => slots[to] === undefined)) return []
      return [[...new Set(signals.map(({ to }) => to))].map((slot) => ({ slot, notice: transitions.notices.id(slot, signals.filter(({ to }) => to === slot)) }))]
    }
    // What is lost for nothing has no price, and never ends; messages that are inert do not mind it.
    this.prices = [...(network.lose?.length === 0 ? [] : priceOf(network.lose)), ...priceOf(network.duplicate)]
  }

  restart(): void {
    this.contradicted = false
    this.assumed = new PairMemo()
  }

  /**
   * Can no message to `receiver` be lost, and none repeated, from these locals on? Whoever refuses must be asked first: not
   * the receiver, which takes the message before it is told the price, and not where a link has its say before.
   */
  isSpent(locals: Int32Array, receiver: Slot): boolean {
    if (this.hasLinks && this.prices.length > 0) return false
    return this.prices.every((price) => price.some(({ slot, notice }) => slot !== receiver && this.isRefused(locals[slot] as number, notice)))
  }

  /** A slot went from `l` to `next`. */
  follows(l: number, next: number): void {
    if (l === next || this.edges.get(l, next) !== ABSENT) return
    this.edges.set(l, next, 1)
    ;(this.after[l] ??= []).push(next)
    for (const price of this.prices)
      for (const { notice } of price)
        if (this.assumed.get(l, notice) === SPENT && !this.isRefused(next, notice)) this.contradicted = true
  }

  private isRefused(l: number, notice: number): boolean {
    const known = this.assumed.get(l, notice)
    if (known !== ABSENT) return known === SPENT
    const found = new Set([l])
    for (const local of found) {
      if (this.transitions.notices.taken(local, notice) !== REFUSED) {
        this.assumed.set(l, notice, LEFT)
        return false
      }
      for (let p = 1; p < this.images.count; p++) found.add(this.images.ofLocal(local, p))
      for (const next of this.after[local] ?? []) found.add(next)
    }
    for (const local of found) if (this.assumed.get(local, notice) === ABSENT) this.assumed.set(local, notice, SPENT)
    return true
  }
}
