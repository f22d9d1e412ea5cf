/**
 * What the worlds of brokers and consumers leave out.
 *
 * @module
 */
import type { Exceptions } from "./exceptions.ts"

export const ofBrokers: readonly Exceptions[] = [
  {
    because: "Transactions and delays are explored with one broker that always leads, and whose producers end what is theirs.",
    of: [
      { rule: "brokers TransactionTimeout", test: "spec/transaction/rules/transaction-timeout.test.ts", verdicts: { "not now": "not now: a leader that hands over gives up nothing" } }
    ]
  }
]
