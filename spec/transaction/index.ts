import type { Replication } from "../broker/replication.ts"
import { whileDiskWorks } from "../broker/while-disk-works.ts"
import { endTransaction } from "./rules/end-transaction.ts"
import { transactionTimeout } from "./rules/transaction-timeout.ts"

/** Messages that are visible once their producer says so. */
export const transactionRules = (replication: Replication) => ({
  EndTransaction: endTransaction(replication),
  TransactionTimeout: whileDiskWorks(transactionTimeout(replication))
})
