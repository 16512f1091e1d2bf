import type { DrawnBackground } from '../../device/effectChoices.ts';

const [WIDTH, HEIGHT] = [960, 540];

/** A quiet picture to stand in front of. */
export function drawBackground(name: DrawnBackground): OffscreenCanvas {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const brush = canvas.getContext('2d', { alpha: false });
  if (!brush) throw new Error('this browser does not draw');
  paints[name](brush);
  return canvas;
}

type Brush = OffscreenCanvasRenderingContext2D;

const paints: Readonly<Record<DrawnBackground, (brush: Brush) => void>> = {
  wall(brush) {
    fade(brush, ['#dcd6c8', '#b9b09d']);
    const light = brush.createRadialGradient(WIDTH * 0.2, 0, 0, WIDTH * 0.2, 0, WIDTH * 0.7);
    light.addColorStop(0, 'rgb(255 250 235 / 80%)');
    light.addColorStop(1, 'rgb(255 250 235 / 0%)');
    fill(brush, light);
  },
  hills(brush) {
    fade(brush, ['#bfdcec', '#eaf2ee']);
    for (const [index, colour] of ['#a9c3b6', '#83a895', '#5d8a74'].entries()) hill(brush, index, colour);
  },
  dusk(brush) {
    fade(brush, ['#2a2f4f', '#6b4a6e', '#e0926b']);
    for (const [index, colour] of ['#3a3350', '#2b2940', '#1d1f31'].entries()) hill(brush, index, colour);
  },
};

function fade(brush: Brush, colours: readonly string[]): void {
  const sky = brush.createLinearGradient(0, 0, 0, HEIGHT);
  for (const [index, colour] of colours.entries()) sky.addColorStop(index / (colours.length - 1), colour);
  fill(brush, sky);
}

function fill(brush: Brush, style: CanvasGradient): void {
  brush.fillStyle = style;
  brush.fillRect(0, 0, WIDTH, HEIGHT);
}

function hill(brush: Brush, index: number, colour: string): void {
  const top = HEIGHT * (0.5 + index * 0.15);
  brush.fillStyle = colour;
  brush.beginPath();
  brush.moveTo(0, HEIGHT);
  for (let x = 0; x <= WIDTH; x += 8) brush.lineTo(x, top + Math.sin(x / (170 - index * 30) + index * 2) * 34);
  brush.lineTo(WIDTH, HEIGHT);
  brush.fill();
}
