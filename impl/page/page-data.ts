/**
 * What a page carries.
 *
 * @module
 */
import type { Packed } from "./pack.ts"

export interface PageData {
  readonly run: Packed
  /** The nearest run on which the property holds. */
  readonly good?: {
    readonly run: Packed
    /** The last step that both runs have. */
    readonly splitAt: number
    /** What is so about the split: `From step 9 on nothing can avoid it.` */
    readonly label: string
  }
}
