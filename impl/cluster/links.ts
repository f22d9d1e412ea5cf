/**
 * Links that are cut on purpose. Nodes are named as in the control API: `broker-a/n1`, `namesrv/0`.
 *
 * @module
 */

export interface Links {
  readonly isCut: (from: string, to: string) => boolean
  /** Nodes of different groups do not hear each other; a node that is in no group hears all. */
  readonly partition: (groups: readonly (readonly string[])[]) => void
  /** One way: `to` hears nothing from `from`. */
  readonly cut: (from: string, to: string) => void
  readonly heal: () => void
  readonly list: () => readonly string[]
}

export const makeLinks = (): Links => {
  const links = new Set<string>()
  const name = (from: string, to: string) => `${from} > ${to}`
  return {
    isCut: (from, to) => links.has(name(from, to)),
    partition: (groups) => {
      for (const group of groups)
        for (const other of groups) if (group !== other) for (const from of group) for (const to of other) links.add(name(from, to))
    },
    cut: (from, to) => void links.add(name(from, to)),
    heal: () => links.clear(),
    list: () => [...links].sort()
  }
}
