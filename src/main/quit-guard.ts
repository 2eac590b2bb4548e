import type { Clock } from '../shared/clock.ts'
import type { BatchState } from '../shared/ipc-contract.ts'

/** Leads the app to its end: asks once while a batch runs, lets what runs finish, closes everything, exits. */
export interface QuitGuard {
  /** The person closes the window or quits. Asked again while the end is near: what runs is ended as well. */
  request(): void
  /** The system or a terminal wants an end: nothing is asked. */
  insist(): void
  /** Told of every change of the batch. */
  batchChanged(batch: BatchState): void
}

/** A folder on a share that hangs must not keep the app from ending, in milliseconds. */
export const closeLimitMs = 10_000

export interface QuitGuardOptions {
  readonly clock: Clock
  batch(): BatchState
  /** Whether to finish what runs and quit; `left` pictures are not done. */
  confirm(left: number): Promise<boolean>
  cancelBatch(how: 'finish' | 'now'): void
  /** Ends everything that was started; a rejection does not keep the app alive. */
  close(): Promise<void>
  exit(code: number): void
  log(line: string): void
}

export function createQuitGuard(options: QuitGuardOptions): QuitGuard {
  let state: 'open' | 'asking' | 'finishing' | 'closing' = 'open'
  let isEndingNow = false

  const closeAll = (): void => {
    state = 'closing'
    options.clock.after(closeLimitMs, () => {
      options.log(`closing took longer than ${String(closeLimitMs)} ms`)
      options.exit(1)
    })
    void options
      .close()
      .then(
        () => 0,
        (error: unknown) => {
          options.log(`closing failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
          return 1
        },
      )
      .then((code) => {
        options.exit(code)
      })
  }

  /** What was killed ends at once; where that is not so, something waits for a disk that does not answer. */
  const endNow = (): void => {
    options.cancelBatch('now')
    if (isEndingNow) return
    isEndingNow = true
    options.clock.after(closeLimitMs, () => {
      if (state !== 'finishing') return
      options.log(`the batch did not end within ${String(closeLimitMs)} ms`)
      closeAll()
    })
  }

  const finish = (): void => {
    if (!isRunning(options.batch())) {
      closeAll()
      return
    }
    state = 'finishing'
    options.cancelBatch('finish')
  }

  const ask = (): void => {
    const { total, done, skipped, failed } = options.batch()
    state = 'asking'
    void options.confirm(total - done - skipped - failed).then(
      (isSure) => {
        if (state !== 'asking') return
        // What ran when the question was asked may have ended meanwhile: the answer was about quitting all the same.
        if (isSure) finish()
        else state = 'open'
      },
      () => {
        if (state === 'asking') state = 'open'
      },
    )
  }

  return {
    request: () => {
      if (state === 'finishing') endNow()
      else if (state === 'open' && isRunning(options.batch())) ask()
      else if (state === 'open') closeAll()
    },
    insist: () => {
      switch (state) {
        case 'open':
        case 'asking':
          finish()
          return
        case 'finishing':
          endNow()
          return
        case 'closing':
          // Whatever is being waited for, nobody wants to wait any longer.
          options.exit(1)
      }
    },
    batchChanged: (batch) => {
      if (state === 'finishing' && !isRunning(batch)) closeAll()
    },
  }
}

/** A batch that is paused is not over either. */
function isRunning({ phase }: BatchState): boolean {
  return phase !== 'idle' && phase !== 'ended'
}
