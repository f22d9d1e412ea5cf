/**
 * Links that are cut or made bad on purpose. Nodes are named as in the control API: `broker-a/n1`, `namesrv/0`.
 *
 * @module
 */

/** What happens to messages between brokers. A field that is absent means any. */
export interface NetworkRule {
  readonly from?: string
  readonly to?: string
  /** The tag of a peer's message, as `AppendEntries`. */
  readonly kind?: string
  /** The share that is lost, from 0 to 1. */
  readonly drop: number
  /** How much later each arrives, in milliseconds. */
  readonly delayMs: number
  /** The share that is overtaken by what is sent after it, from 0 to 1. */
  readonly reorder: number
}

/** All of it, as plain data: it may be sent to another process. */
export interface LinkState {
  /** `broker-a/n0 > broker-a/n1` */
  readonly cut: readonly string[]
  readonly rules: readonly NetworkRule[]
}

export interface Links {
  readonly isCut: (from: string, to: string) => boolean
  /** The rule that counts for a message: of several, the one that was made last. */
  readonly ruleFor: (from: string, to: string, kind: string) => NetworkRule | undefined
  /** Calls back after every change, until the function returned is called. */
  readonly onChange: (changed: () => void) => () => void
  /** Nodes of different groups do not hear each other; a node that is in no group hears all. */
  readonly partition: (groups: readonly (readonly string[])[]) => void
  /** One way: `to` hears nothing from `from`. */
  readonly cut: (from: string, to: string) => void
  /** In the place of the one about the same messages. One that does nothing takes it away. */
  readonly rule: (rule: NetworkRule) => void
  readonly heal: () => void
  readonly list: () => readonly string[]
  readonly state: () => LinkState
  readonly set: (state: LinkState) => void
}

export const makeLinks = (): Links => {
  let links = new Set<string>()
  let rules: readonly NetworkRule[] = []
  const watchers = new Set<() => void>()
  const name = (from: string, to: string) => `${from} > ${to}`
  const changed = (): void => {
    for (const watcher of watchers) watcher()
  }
  return {
    isCut: (from, to) => links.has(name(from, to)),
    ruleFor: (from, to, kind) => (rules.length === 0 ? undefined : rules.findLast((rule) => (rule.from ?? from) === from && (rule.to ?? to) === to && (rule.kind ?? kind) === kind)),
    onChange: (watcher) => {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    partition: (groups) => {
      for (const group of groups)
        for (const other of groups) if (group !== other) for (const from of group) for (const to of other) links.add(name(from, to))
      changed()
    },
    cut: (from, to) => {
      links.add(name(from, to))
      changed()
    },
    rule: (rule) => {
      const others = rules.filter(({ from, to, kind }) => from !== rule.from || to !== rule.to || kind !== rule.kind)
      rules = rule.drop === 0 && rule.delayMs === 0 && rule.reorder === 0 ? others : [...others, rule]
      changed()
    },
    heal: () => {
      links.clear()
      rules = []
      changed()
    },
    list: () => [...links].sort(),
    state: () => ({ cut: [...links].sort(), rules }),
    set: (state) => {
      links = new Set(state.cut)
      rules = state.rules
      changed()
    }
  }
}
