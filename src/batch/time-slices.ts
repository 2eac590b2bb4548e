import { setImmediate as nextTurn } from 'node:timers/promises'

/** How long a loop may hold up everything else, in milliseconds: with what comes before and after well below a frame. */
const sliceMs = 4
/** Rounds between two looks at the time, which costs something itself. */
const roundsPerLook = 16

/** The patience of one loop over many rows: asks the time now and then, and says when others are due. */
export class TimeSlices {
  #rounds = 0
  #startedMs = performance.now()

  /** To be asked once a round; true when `nextTurn` is due. */
  isOver(): boolean {
    this.#rounds += 1
    return this.#rounds % roundsPerLook === 0 && performance.now() - this.#startedMs >= sliceMs
  }

  /** Lets everything else have its turn. */
  async nextTurn(): Promise<void> {
    await nextTurn()
    this.#startedMs = performance.now()
  }
}
