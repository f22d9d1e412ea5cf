/**
 * What may go wrong among brokers with fixed roles, at whom, and how often.
 *
 * @module
 */

/** P process crash (kill: for good), O power loss (of one, or of a whole group at once), D disk loss, W fsync error, N partition; and what an operator may do. */
export type StrikeKind = "crash" | "kill" | "powerLoss" | "powerLossOfAll" | "diskLoss" | "diskError" | "cut" | "promote"

export interface Strike {
  readonly fault: StrikeKind
  /** Brokers that began as masters, as slaves, or either; or consumers. */
  readonly at: "master" | "slave" | "any" | "consumer"
  readonly times: number
  /** Strikes only after the other faults, and once the other brokers hold all that is lost with it. */
  readonly when?: "copied"
}

export interface Budget {
  readonly left: { readonly [strike: string]: number }
  /** Links on which nothing is delivered, in either direction. */
  readonly cut: readonly (readonly [string, string])[]
}

export type BudgetSignal = { readonly strike: string; readonly last?: boolean } | { readonly over: readonly [string, string] }

/** `powerLoss@master`; a fault without a place has none in its name. */
export const strikeKey = ({ fault, at }: Pick<Strike, "fault" | "at">): string =>
  fault === "cut" || fault === "powerLossOfAll" || fault === "promote" ? fault : `${fault}@${at}`

export const spendBudget = (budget: Budget, signal: BudgetSignal): Budget | undefined => {
  if ("over" in signal) {
    const [a, b] = signal.over
    return budget.cut.some((link) => link.includes(a) && link.includes(b)) ? undefined : budget
  }
  const left = budget.left[signal.strike] ?? 0
  if (signal.last && Object.entries(budget.left).some(([key, n]) => n > 0 && key !== signal.strike && key !== "promote")) return undefined
  return left > 0 ? { ...budget, left: { ...budget.left, [signal.strike]: left - 1 } } : undefined
}
