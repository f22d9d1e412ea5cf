/**
 * What is fair in every world: that what is under way arrives.
 *
 * @module
 */
import type { Fairness } from "../models/engine/model.ts"

/** Of each link: weak, a message that stays is delivered; strong, one that is lost again and again gets through some time. */
export const deliveries = (strength: "weak" | "strong"): Fairness<unknown, unknown> => ({
  name: "deliveries on each link",
  strength,
  lotOf: (move) => (move.kind === "deliver" ? `${move.from}>${move.slot}` : undefined)
})
