/**
 * Whether this process's file calls are watched (`power-preload.ts`), and by whom. By a name that all copies of this module
 * share: what `--import` loads may be another one.
 *
 * @module
 */

export interface Interceptor {
  /** What no completed fsync covers is taken back. The process must write nothing after it. */
  readonly powerLoss: (reached?: (path: string) => number) => void
}

const KEY = Symbol.for("rocketproof.file-calls")

const shared = globalThis as { [KEY]?: Interceptor }

export const interceptor = {
  /** `undefined`: nobody watches. */
  get: (): Interceptor | undefined => shared[KEY],
  put: (watching: Interceptor): void => {
    shared[KEY] = watching
  }
}
