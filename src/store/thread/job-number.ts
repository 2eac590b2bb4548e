/** Places of one batch; see the note in migrations.ts. */
const placesPerBatch = 2 ** 28

/** The number of a job among those of all batches. */
export function jobNumber(batch: number, place: number): number {
  return batch * placesPerBatch + place
}

/** Its place in its batch. */
export function placeOf(job: number): number {
  return job % placesPerBatch
}
