import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JobResult } from '../../../src/shared/job-result.ts'
import { openReport, reportKind } from '../../../src/batch/report.ts'
import { madeUpFingerprint } from '../../support/journaled-batch.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { failed, result, skipped } from '../cli/samples.ts'

async function reportOf(kind: 'csv' | 'json', results: readonly JobResult[]): Promise<string> {
  const path = join(await tempFolder(), `report.${kind}`)
  const report = await openReport(path, kind)
  for (const each of results) report.add(each)
  await report.close()
  return readFile(path, 'utf8')
}

/** Reads CSV as RFC 4180 says. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  let row: string[] = []
  let rest = text.replace(/^\ufeff/, '')
  while (rest !== '') {
    const [whole, quoted, plain = '', end = ''] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest) ?? []
    if (whole === undefined) throw new Error(`No cell at ${rest.slice(0, 40)}`)
    row.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end !== ',') {
      rows.push(row)
      row = []
    }
    rest = rest.slice(whole.length)
  }
  return rows
}

async function rowsOf(...results: readonly JobResult[]): Promise<readonly Readonly<Record<string, string>>[]> {
  const [header = [], ...rows] = parseCsv(await reportOf('csv', results))
  return rows.map((row) => {
    expect(row).toHaveLength(header.length)
    return Object.fromEntries(header.map((name, index) => [name, row[index] ?? '']))
  })
}

describe('the kind of a report', () => {
  it.each([
    ['report.csv', 'csv'],
    ['a/b.c/REPORT.CSV', 'csv'],
    ['report.json', 'json'],
    ['report.Json', 'json'],
    ['report.txt', null],
    ['report', null],
    ['.csv', null],
    ['report.csv.gz', null],
  ])('is told by the extension: %s', (path, kind) => {
    expect(reportKind(path)).toBe(kind)
  })
})

describe('a report as CSV', () => {
  it('begins with a byte order mark and the names of the columns, and ends its lines as RFC 4180 says', async () => {
    const text = await reportOf('csv', [result()])
    expect(text).toBe(
      '\ufeffsource,status,output,width,height,source_bytes,output_bytes,ms,code,message,losses,warnings\r\n' +
        '/photos/a.jpg,done,/photos/Resized/a.jpg,1920,1440,3900000,412300,341,,,,\r\n',
    )
  })

  it('has a row per output that was written or copied, and one for a source without', async () => {
    const fingerprint = madeUpFingerprint(1)
    const outputs = [
      { kind: 'written', path: '/1', format: 'jpeg', width: 1, height: 2, bytes: 3, fingerprint, kept: null },
      { kind: 'copied', path: '/2', format: 'jpeg', width: 4, height: 5, bytes: 6, fingerprint, kept: null },
      { kind: 'skipped', path: '/3', reason: 'exists' },
    ] as const
    const rows = await rowsOf(result({ outputs }), skipped('It exists.'), failed('It is damaged.'))
    expect(rows.map(({ status, output }) => [status, output])).toEqual([
      ['done', '/1'],
      ['done', '/2'],
      ['skipped', ''],
      ['failed', ''],
    ])
    expect(rows.map(({ code, message }) => [code, message])).toEqual([
      ['', ''],
      ['', ''],
      ['', 'It exists.'],
      ['image-damaged', 'It is damaged.'],
    ])
  })

  it('has losses by code and warnings in words', async () => {
    const losses = [
      { code: 'alpha-flattened', message: 'Filled.' },
      { code: 'exif-dropped', message: 'Dropped.' },
    ] as const
    const [row] = await rowsOf(result({ losses, warnings: ['odd marker', 'late end'] }))
    expect(row).toMatchObject({ losses: 'alpha-flattened exif-dropped', warnings: 'odd marker | late end' })
  })

  it.each([
    ['a comma', '/photos/a,b.jpg'],
    ['quotes', '/photos/"a".jpg'],
    ['only quotes', '"""'],
    ['a line feed', '/photos/a\nb.jpg'],
    ['a carriage return', '/photos/a\rb.jpg'],
    ['both', '/photos/a\r\nb.jpg'],
    ['all at once', '/photos/",\r\n",".jpg'],
    ['other letters', '/photos/影像 ä.jpg'],
    ['an escape', '/photos/\u001b[2J.jpg'],
  ])('comes back as it was put in, whatever is in a name: %s', async (_, source) => {
    const rows = await rowsOf(result({ source }), result({ source: '/next' }))
    expect(rows.map((row) => row['source'])).toEqual([source, '/next'])
  })

  it('has no cell that a spreadsheet would compute for files named like formulas: paths are absolute', async () => {
    const picture = { width: 1, height: 1, bytes: 1, fingerprint: madeUpFingerprint(1), kept: null }
    const names = ['=cmd|calc.jpg', '+1.jpg', '-1.jpg', '@SUM(A1).jpg', '\t=1.jpg']
    const rows = await rowsOf(
      ...names.map((name) =>
        result({
          source: `/photos/${name}`,
          outputs: [{ ...picture, kind: 'written', path: `/web/${name}`, format: 'jpeg' }],
        }),
      ),
    )
    expect(rows.map((row) => row['source'])).toEqual(names.map((name) => `/photos/${name}`))
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
  })

  it('has no cell that a spreadsheet would compute in what a decoder says', async () => {
    const [row] = await rowsOf(result({ warnings: ['=HYPERLINK("http://example.org")'] }))
    expect(row?.['warnings']).toContain('HYPERLINK')
    expect(row?.['warnings']).not.toMatch(/^[=+\-@\t\r]/)
  })

  it('is a header alone where nothing was done', async () => {
    expect(await reportOf('csv', [])).toMatch(/^\ufeffsource,[a-z_,]+\r\n$/)
  })
})

describe('a report as JSON', () => {
  it('is a list of what --json says of each file', async () => {
    const text = await reportOf('json', [result(), failed('It is "damaged"\n.')])
    expect(JSON.parse(text)).toMatchObject([
      { event: 'file', source: '/photos/a.jpg', status: 'done', outputs: [{ path: '/photos/Resized/a.jpg' }] },
      { event: 'file', status: 'failed', failure: { code: 'image-damaged', message: 'It is "damaged"\n.' } },
    ])
    expect(text.trimEnd().split('\n')).toHaveLength(4)
  })

  it('is an empty list where nothing was done', async () => {
    expect(JSON.parse(await reportOf('json', []))).toEqual([])
  })
})

describe('the file of a report', () => {
  it('appears whole at the end, and until then only a temp file beside it', async () => {
    const folder = await tempFolder()
    const path = join(folder, 'report.csv')
    await writeFile(path, 'an older report')
    const report = await openReport(path, 'csv')
    report.add(result())
    expect(await readFile(path, 'utf8')).toBe('an older report')
    expect((await readdir(folder)).toSorted()).toEqual([
      expect.stringMatching(/^\.batchfit-[0-9a-f]{8}\.tmp$/),
      'report.csv',
    ])
    await report.close()
    expect(await readFile(path, 'utf8')).toContain('/photos/a.jpg,done')
    expect(await readdir(folder)).toEqual(['report.csv'])
  })

  it('has every row of thousands, in the order they were added', async () => {
    const sources = Array.from({ length: 3000 }, (_, index) => `/photos/${String(index)}.jpg`)
    const rows = await rowsOf(...sources.map((source) => result({ source })))
    expect(rows.map((row) => row['source'])).toEqual(sources)
  })

  it('cannot be opened where there is no folder', async () => {
    const path = join(await tempFolder(), 'missing', 'report.csv')
    await expect(openReport(path, 'csv')).rejects.toThrow('ENOENT')
  })

  it('leaves nothing behind where it cannot get its name, and says so', async () => {
    const folder = await tempFolder()
    await mkdir(join(folder, 'report.json', 'in the way'), { recursive: true })
    const report = await openReport(join(folder, 'report.json'), 'json')
    report.add(result())
    await expect(report.close()).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
    expect(await readdir(folder)).toEqual(['report.json'])
  })
})
