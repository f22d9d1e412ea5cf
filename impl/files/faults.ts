/**
 * Errors that a simulated disk is told to give.
 *
 * @module
 */

export const operations = ["open", "write", "read", "truncate", "sync", "remove", "rename", "mkdir", "syncDir"] as const
export type OperationName = (typeof operations)[number]

export interface Fault {
  readonly on: OperationName
  /** 1: the next such operation. */
  readonly nth: number
  readonly code: "EIO" | "ENOSPC"
  /** Only operations on paths that contain this. */
  readonly path?: string
  /** The following ones fail as well. */
  readonly forever?: boolean
}

export const ioError = (code: string, operation: string, path: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: ${operation} '${path}'`), { code, syscall: operation, path })

export class Faults {
  private planned: { readonly fault: Fault; seen: number }[] = []

  plan(fault: Fault): void {
    this.planned.push({ fault, seen: 0 })
  }

  clear(): void {
    this.planned = []
  }

  /** The error that this operation gets. */
  next(operation: OperationName, path: string): NodeJS.ErrnoException | undefined {
    let error: NodeJS.ErrnoException | undefined
    for (const plan of this.planned) {
      const { fault } = plan
      if (fault.on !== operation || (fault.path !== undefined && !path.includes(fault.path))) continue
      plan.seen++
      if (plan.seen === fault.nth || (plan.seen > fault.nth && fault.forever)) error = ioError(fault.code, operation, path)
    }
    return error
  }
}
