import sharp from 'sharp'

/** Loaders that may run: everything else that libvips knows stays shut, and none ever sees a path. */
const allowedLoaders = [
  'VipsForeignLoadJpegBuffer',
  'VipsForeignLoadPngBuffer',
  'VipsForeignLoadWebpBuffer',
  'VipsForeignLoadNsgifBuffer',
  'VipsForeignLoadTiffBuffer',
  'VipsForeignLoadSvgBuffer',
  'VipsForeignLoadHeifBuffer',
]

// The operation cache returned stale pixels for data that had changed, and keeps memory that a later job needs.
sharp.cache(false)
// Parallelism is processes: one job per child, one thread per job.
sharp.concurrency(1)
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: allowedLoaders })

/** The only place that imports sharp; set up for a child that works on one picture at a time. */
export { sharp }
