/** What lies underneath a drawing: outlines in a square of a thousand by a thousand (or flatter), as SVG paths. */
import type { Canvas } from '../../../gen/kinkeeper_client.js';

export const WIDTH = 1000;

export const HEIGHTS: Record<Canvas, number> = { blank: 750, body: 1000, house: 900, three_houses: 700, circles: 1000, line: 520, tree: 1000, map: 800 };

/** The eight colours of the box: dark enough on white, and told apart by people who see few colours. */
export const COLOURS = ['#1f2933', '#c0392b', '#b9770e', '#1e8449', '#1f618d', '#6c3483', '#7b4a2e', '#5f6b76'];

const house = (x: number, width: number, top: number, bottom: number): string => {
  const middle = x + width / 2;
  const eaves = top + (bottom - top) * 0.36;
  return `M${x} ${eaves}L${middle} ${top}L${x + width} ${eaves}M${x + width * 0.06} ${eaves}V${bottom}H${x + width * 0.94}V${eaves}`;
};

const ring = (r: number): string => `M${500 - r} 500a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;

/** A body seen from the front or from behind, around a middle line. */
const body = (x: number): string =>
  `M${x - 58} 130a58 66 0 1 0 116 0a58 66 0 1 0 -116 0` +
  `M${x - 24} 192L${x - 26} 226C${x - 100} 240 ${x - 124} 268 ${x - 132} 330L${x - 168} 520C${x - 174} 556 ${x - 138} 564 ${x - 128} 530L${x - 88} 372L${x - 84} 560L${x - 96} 900C${x - 98} 944 ${x - 34} 944 ${x - 32} 900L${x} 610` +
  `L${x + 32} 900C${x + 34} 944 ${x + 98} 944 ${x + 96} 900L${x + 84} 560L${x + 88} 372L${x + 128} 530C${x + 138} 564 ${x + 174} 556 ${x + 168} 520L${x + 132} 330C${x + 124} 268 ${x + 100} 240 ${x + 26} 226L${x + 24} 192`;

const grid = (): string => {
  let d = '';
  for (let at = 100; at < 1000; at += 100) d += `M${at} 0V800`;
  for (let at = 100; at < 800; at += 100) d += `M0 ${at}H1000`;
  return d;
};

export const OUTLINES: Record<Canvas, string> = {
  blank: '',
  body: body(260) + body(740),
  house: house(120, 760, 60, 840),
  three_houses: house(20, 300, 80, 640) + house(350, 300, 80, 640) + house(680, 300, 80, 640),
  circles: ring(150) + ring(300) + ring(450),
  line: 'M20 300C180 180 300 420 480 300S800 180 980 280M20 350C180 230 300 470 480 350S800 230 980 330',
  tree: 'M430 620C450 500 440 430 400 380M570 620C550 500 560 430 600 380M430 620C400 720 330 780 240 840M570 620C600 720 670 780 760 840M500 640V860M400 380C250 400 170 300 230 210C250 90 430 50 520 110C640 40 800 130 780 250C830 360 700 420 600 380',
  map: grid(),
};

export function pathOf(points: readonly number[]): string {
  let d = '';
  for (let i = 0; i + 1 < points.length; i += 2) d += `${i === 0 ? 'M' : 'L'}${points[i]} ${points[i + 1]}`;
  return d;
}
