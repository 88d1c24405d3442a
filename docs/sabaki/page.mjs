// The page that draw.mjs photographs: the board with Sabaki's heat map, the win rate, the best moves.
import {Goban} from '@sabaki/shudan'
import {h, render} from 'preact'

const {signMap, vertex, found, black, sign} = DATA
const empty = () => signMap.map(row => row.map(() => null))

// Colour and text as in Sabaki: the colour, of 1 to 9, goes by visits times win rate, compared with the best move.
const best = Math.max(...found.map(m => m.visits * m.winrate))
const heatMap = empty()
for (const {vertex: [x, y], visits, winrate} of found) {
  const strength = Math.round((8 * visits * winrate) / best) + 1
  const percent = strength > 3 ? winrate.toFixed(1) : Math.floor(winrate) + '%'
  const count = visits < 1000 ? visits : Math.round(visits / 100) / 10 + 'k'
  heatMap[y][x] = {strength, text: visits < 10 ? '' : `${percent}\n${count}`}
}
const markerMap = empty()
markerMap[vertex[1]][vertex[0]] = {type: 'point'}

const name = ([x, y]) => 'ABCDEFGHJ'[x] + (signMap.length - y)
const points = black.map((v, i) => `${(100 * i) / (black.length - 1)},${100 - v}`).join(' ')
const line = props => h('polyline', {fill: 'none', 'vector-effect': 'non-scaling-stroke', ...props})

render([
  h('div', {class: 'board'}, h(Goban, {vertexSize: 52, signMap, markerMap, heatMap, showCoordinates: true})),
  h('div', {class: 'side'},
    h('h2', {}, `Black wins: ${black.at(-1).toFixed(1)} %`),
    h('svg', {viewBox: '0 0 100 100', preserveAspectRatio: 'none'},
      h('polygon', {points: `0,100 ${points} 100,100`, fill: '#555'}),
      line({points: '0,50 100,50', stroke: '#999', 'stroke-dasharray': 3}),
      line({points, stroke: '#eee', 'stroke-width': 2})),
    h('table', {},
      h('tr', {}, [`${sign > 0 ? 'Black' : 'White'} to play`, 'visits', 'wins'].map(t => h('th', {}, t))),
      found.slice(0, 8).map(m => h('tr', {}, [name(m.vertex), m.visits, m.winrate.toFixed(1) + ' %'].map(t => h('td', {}, t)))))),
], document.body)
