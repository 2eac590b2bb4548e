import { type CommitFileSystem, realFileSystem } from '../../src/engine/commit-file-system.ts'

/** A file system without hard links, as FAT and some shares are. */
export const withoutLinks: CommitFileSystem = {
  ...realFileSystem,
  link: () => Promise.reject(Object.assign(new Error('no links here'), { code: 'ENOTSUP' })),
}
