/**
 * Strongly connected parts of a part of a graph: Tarjan's algorithm, without recursion.
 *
 * R. Tarjan, Depth-first search and linear graph algorithms, 1972.
 *
 * @module
 */

/**
 * The strongly connected parts of what `states` and the edges between them are. `targets[k]` is where edge `k` leads, edges
 * of state `s` are those from `firsts[s]` to `firsts[s + 1] - 1`. `places` is as long as there are states and all 0, and is again afterwards.
 */
export const components = (states: Int32Array, firsts: Int32Array, targets: Int32Array, places: Int32Array): readonly Int32Array[] => {
  const found: Int32Array[] = []
  for (let i = 0; i < states.length; i++) places[states[i] as number] = i + 1
  const count = states.length
  // By place: order of discovery + 1, lowest order reachable, next edge to look at, and whether it is on the stack.
  const order = new Int32Array(count)
  const low = new Int32Array(count)
  const next = new Int32Array(count)
  const open = new Uint8Array(count)
  const stack = new Int32Array(count)
  const calls = new Int32Array(count)
  let stacked = 0
  let clock = 0
  for (let root = 0; root < count; root++) {
    if (order[root] !== 0) continue
    let depth = 0
    const enter = (at: number): void => {
      order[at] = low[at] = ++clock
      next[at] = firsts[states[at] as number] as number
      open[at] = 1
      stack[stacked++] = at
      calls[depth++] = at
    }
    enter(root)
    while (depth > 0) {
      const at = calls[depth - 1] as number
      if ((next[at] as number) < (firsts[(states[at] as number) + 1] as number)) {
        const target = targets[next[at] as number] as number
        next[at] = (next[at] as number) + 1
        const to = (places[target] as number) - 1
        if (to < 0) continue
        if (order[to] === 0) enter(to)
        else if (open[to] === 1) low[at] = Math.min(low[at] as number, order[to] as number)
        continue
      }
      depth--
      if (depth > 0) {
        const caller = calls[depth - 1] as number
        low[caller] = Math.min(low[caller] as number, low[at] as number)
      }
      if (low[at] !== order[at]) continue
      const part: number[] = []
      for (;;) {
        const top = stack[--stacked] as number
        open[top] = 0
        part.push(states[top] as number)
        if (top === at) break
      }
      found.push(Int32Array.from(part).sort())
    }
  }
  for (const state of states) places[state] = 0
  return found
}
