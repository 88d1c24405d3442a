// Has an engine play a game against itself through Sabaki's GTP library, analyses where it stopped, and draws
// that on Sabaki's board, Shudan, with a headless Chromium.
//
//   npm ci
//   node draw.mjs PICTURE.png MOVES SECONDS ENGINE [ARGUMENT]...
import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join, resolve} from 'node:path'
import {fileURLToPath} from 'node:url'
import Board from '@sabaki/go-board'
import gtp from '@sabaki/gtp'
import {buildSync} from 'esbuild'

const [picture, moves, seconds, engine, ...args] = process.argv.slice(2)
if (!engine) {
  console.error('usage: node draw.mjs PICTURE.png MOVES SECONDS ENGINE [ARGUMENT]...')
  process.exit(2)
}
const here = dirname(fileURLToPath(import.meta.url))
const size = 9
const interval = '20' // centiseconds between two lines of an analysis

// The moves of an info line with the keys that Sabaki reads. The win rate is that of the player to move.
const read = line =>
  line.split(/\s*info\s+/).slice(1).flatMap(move => {
    const words = move.split(' ')
    const value = key => words[words.indexOf(key) + 1]
    return value('move') === 'pass' ? [] : [{move: value('move'), visits: +value('visits'), winrate: 100 * value('winrate')}]
  })

const controller = new gtp.Controller(engine, args)
controller.start()
let last = [] // the moves of the newest info line
const send = async (name, ...args) => {
  const answer = await controller.sendCommand({name, args}, ({line}) => {
    if (line.startsWith('info ')) last = read(line)
  })
  if (answer.error) throw new Error(`${name} ${args.join(' ')}: ${answer.content}`)
  return answer.content
}

await send('boardsize', String(size))
await send('clear_board')
await send('komi', '7')

let board = Board.fromDimensions(size)
let vertex = null
const black = [] // Black's win rate before each move, in per cent
const color = sign => (sign > 0 ? 'B' : 'W')
const blackRate = sign => {
  const rate = Math.max(...last.map(m => m.winrate))
  return sign > 0 ? rate : 100 - rate
}
let sign = 1
for (let i = 0; i < +moves; i++, sign = -sign) {
  const move = /^play (\S+)/m.exec(await send('kata-genmove_analyze', color(sign), interval))[1]
  black.push(blackRate(sign))
  vertex = board.parseVertex(move)
  if (!board.has(vertex)) throw new Error(`the game ended at move ${i + 1} with ${move}: ask for fewer moves`)
  board = board.makeMove(sign, vertex)
}

// As Sabaki does: the analysis goes on until the next command.
const analysis = send('kata-analyze', color(sign), interval)
await new Promise(done => setTimeout(done, 1000 * seconds))
await Promise.all([send('protocol_version'), analysis])
black.push(blackRate(sign))
const found = last.map(m => ({...m, vertex: board.parseVertex(m.move)}))
await controller.stop(3000)

const folder = mkdtempSync(join(tmpdir(), 'sabaki-'))
try {
  const script = buildSync({
    entryPoints: [join(here, 'page.mjs')], bundle: true, write: false, format: 'iife',
    define: {DATA: JSON.stringify({signMap: board.signMap, vertex, found, black, sign})},
  }).outputFiles[0].text
  const css = join(here, 'node_modules/@sabaki/shudan/css/goban.css')
  writeFileSync(join(folder, 'page.html'), `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="file://${css}">
<style>${readFileSync(join(here, 'page.css'), 'utf8')}</style><body><script>${script}</script>`)
  execFileSync('chromium', ['--headless', '--no-sandbox', '--hide-scrollbars', '--allow-file-access-from-files',
    '--virtual-time-budget=3000', '--window-size=940,640', `--user-data-dir=${folder}/chromium`,
    `--screenshot=${resolve(picture)}`, `file://${folder}/page.html`], {stdio: 'ignore'})
} finally {
  rmSync(folder, {recursive: true, force: true})
}
