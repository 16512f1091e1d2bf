import { drawRoom } from './drawRoom.ts';

export type Brush = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws somebody in a room, as they are at that moment, each time that it is called. */
export function drawPerson(brush: Brush, seed: number): () => void {
  const { width, height } = brush.canvas;
  brush.imageSmoothingQuality = 'high';
  const room = drawRoom(brush.canvas, seed);
  const person = toLooks(seed);
  return () => {
    brush.drawImage(room, 0, 0, width, height);
    paint(brush, person);
  };
}

const SKINS = ['#f1cdb3', '#dba583', '#c58b63', '#9c6543', '#74462d', '#e8bd9d'];
const HAIRS = ['#2a1d18', '#5b3a22', '#14110f', '#8a5a2b', '#b9b3ab', '#6e2f1c'];
/** Short, long, parted, a bun: of the first so many, as their names have it. */
const STYLES = [1, 0, 1, 2, 3, 1, 3, 1, 0, 1, 2, 1, 0, 3, 0, 1, 3, 0, 1, 3, 0, 1, 2];
const CLOTHES = ['#2f5d73', '#7a3b46', '#3f5b3a', '#4c4470', '#b8863b', '#30343b', '#8c4f2f', '#d8d3c6'];

type Looks = {
  readonly seed: number;
  readonly skin: string;
  readonly hair: string;
  readonly clothes: string;
  readonly style: number;
  readonly hasGlasses: boolean;
};

const toLooks = (seed: number): Looks => ({
  seed,
  skin: pick(SKINS, seed * 5 + 1),
  hair: pick(HAIRS, seed * 7 + 2),
  clothes: pick(CLOTHES, seed * 3),
  style: STYLES[seed % STYLES.length] ?? 0,
  hasGlasses: seed % 5 === 3,
});

const pick = (list: readonly string[], index: number): string => list[index % list.length] ?? '';

/** In a square of 200 around the face, so that every shape of picture shows the same person. */
function paint(brush: Brush, looks: Looks): void {
  const { width, height } = brush.canvas;
  const size = Math.min(width, height) * 0.88;
  const time = Date.now() / 1000 + looks.seed;
  brush.save();
  brush.translate(width / 2 + Math.sin(time) * size * 0.012, height * 0.55 + Math.sin(time * 0.7) * size * 0.006);
  brush.scale(size / 200, size / 200);
  paintBody(brush, looks);
  brush.rotate(Math.sin(time * 0.8) * 0.025);
  paintHead(brush, looks);
  paintFace(brush, looks, time);
  brush.restore();
}

function paintBody(brush: Brush, { skin, hair, clothes, style }: Looks): void {
  if (style === 1) fill(brush, hair, () => brush.roundRect(-44, -48, 88, 108, 40));
  fill(brush, clothes, () => {
    brush.moveTo(-92, 160);
    brush.bezierCurveTo(-90, 72, -56, 62, -22, 54);
    brush.lineTo(22, 54);
    brush.bezierCurveTo(56, 62, 90, 72, 92, 160);
  });
  fill(brush, skin, () => brush.roundRect(-17, 14, 34, 50, 17));
  fill(brush, 'rgb(0 0 0 / 14%)', () => brush.ellipse(0, 34, 17, 12, 0, 0, Math.PI));
}

function paintHead(brush: Brush, { skin, hair, style }: Looks): void {
  fill(brush, skin, () => {
    brush.ellipse(-38, -10, 7, 10, 0, 0, 2 * Math.PI);
    brush.ellipse(38, -10, 7, 10, 0, 0, 2 * Math.PI);
  });
  fill(brush, skin, () => brush.ellipse(0, -14, 38, 49, 0, 0, 2 * Math.PI));
  fill(brush, hair, () => {
    brush.ellipse(0, -26, 41, 41, 0, Math.PI, 2 * Math.PI);
    if (style === 1) brush.bezierCurveTo(40, 30, 30, -40, -12, -46);
    else if (style === 2) brush.bezierCurveTo(26, -46, -18, -52, -41, -26);
    else brush.bezierCurveTo(34, -44, -10, -36, -41, -26);
  });
  if (style === 3) fill(brush, hair, () => brush.ellipse(0, -70, 17, 14, 0, 0, 2 * Math.PI));
}

function paintFace(brush: Brush, { hair, hasGlasses }: Looks, time: number): void {
  const isBlinking = time % 4 < 0.15;
  for (const x of [-15, 15]) {
    fill(brush, '#26190f', () => brush.ellipse(x, -12, 3.4, isBlinking ? 0.6 : 4, 0, 0, 2 * Math.PI));
    line(brush, { colour: hair, width: 3 }, () => brush.arc(x, -14, 11, 1.25 * Math.PI, 1.75 * Math.PI));
    if (hasGlasses) line(brush, { colour: '#2b2b30', width: 2 }, () => brush.roundRect(x - 13, -21, 26, 19, 8));
  }
  line(brush, { colour: 'rgb(0 0 0 / 22%)', width: 2 }, () => brush.arc(0, -2, 4, 0.1 * Math.PI, 0.9 * Math.PI));
  const open = 2 + Math.abs(Math.sin(time * 5) * Math.sin(time * 0.9)) * 5;
  fill(brush, '#8d3b36', () => brush.ellipse(0, 14, 11, open, 0, 0, Math.PI));
  line(brush, { colour: '#7a322d', width: 1.6 }, () => brush.arc(0, 8, 13, 0.16 * Math.PI, 0.84 * Math.PI));
}

function fill(brush: Brush, colour: string, path: () => void): void {
  brush.fillStyle = colour;
  brush.beginPath();
  path();
  brush.fill();
}

type Pen = { readonly colour: string; readonly width: number };

function line(brush: Brush, { colour, width }: Pen, path: () => void): void {
  Object.assign(brush, { strokeStyle: colour, lineWidth: width, lineCap: 'round' });
  brush.beginPath();
  path();
  brush.stroke();
}
