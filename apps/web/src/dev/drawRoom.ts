/** So much smaller it is drawn than shown, which leaves everything soft, and costs next to nothing. */
const SMALLER = 8;

type Size = { width: number; height: number };

/** What is behind somebody: a wall, and a few things out of focus. Drawn once. */
export function drawRoom(shown: Readonly<Size>, seed: number): OffscreenCanvas {
  const [width, height] = [Math.ceil(shown.width / SMALLER), Math.ceil(shown.height / SMALLER)];
  const canvas = new OffscreenCanvas(width, height);
  const brush = canvas.getContext('2d');
  if (!brush) throw new Error('this browser does not draw');
  const hue = (seed * 67 + 24) % 360;
  const wall = brush.createLinearGradient(0, 0, width, height);
  wall.addColorStop(0, `hsl(${hue} 20% 80%)`);
  wall.addColorStop(1, `hsl(${hue + 24} 18% 52%)`);
  brush.fillStyle = wall;
  brush.fillRect(0, 0, width, height);
  const things = [paintShelf, paintWindow, paintLamp];
  things[seed % things.length]?.(brush, hue);
  const shade = brush.createRadialGradient(width / 2, height / 2, height * 0.3, width / 2, height / 2, width * 0.75);
  shade.addColorStop(0, 'rgb(0 0 0 / 0%)');
  shade.addColorStop(1, 'rgb(0 0 0 / 28%)');
  brush.fillStyle = shade;
  brush.fillRect(0, 0, width, height);
  return canvas;
}

function paintShelf(brush: OffscreenCanvasRenderingContext2D, hue: number): void {
  const { width, height } = brush.canvas;
  for (const row of [0.24, 0.52]) {
    for (let index = 0; index < 9; index++) {
      const tall = height * (0.12 + ((index * 37) % 7) / 90);
      brush.fillStyle = `hsl(${hue + index * 41} 30% ${42 + ((index * 13) % 24)}%)`;
      brush.fillRect(width * (0.06 + index * 0.034), height * row - tall, width * 0.026, tall);
    }
    brush.fillStyle = 'hsl(28 32% 36%)';
    brush.fillRect(width * 0.03, height * row, width * 0.36, height * 0.03);
  }
}

function paintWindow(brush: OffscreenCanvasRenderingContext2D): void {
  const { width, height } = brush.canvas;
  brush.fillStyle = '#fbfaf4';
  brush.fillRect(width * 0.66, height * 0.06, width * 0.28, height * 0.56);
  const sky = brush.createLinearGradient(0, 0, 0, height * 0.6);
  sky.addColorStop(0, '#bcdcf0');
  sky.addColorStop(0.7, '#e7f1ef');
  sky.addColorStop(1, '#93ad84');
  brush.fillStyle = sky;
  for (const x of [0.675, 0.805]) brush.fillRect(width * x, height * 0.09, width * 0.12, height * 0.5);
}

function paintLamp(brush: OffscreenCanvasRenderingContext2D): void {
  const { width, height } = brush.canvas;
  const glow = brush.createRadialGradient(width * 0.18, height * 0.3, 0, width * 0.18, height * 0.3, height * 0.5);
  glow.addColorStop(0, 'rgb(255 226 160 / 85%)');
  glow.addColorStop(1, 'rgb(255 226 160 / 0%)');
  brush.fillStyle = glow;
  brush.fillRect(0, 0, width, height);
  brush.fillStyle = '#5d6b4c';
  for (const turn of [-0.7, -0.25, 0.2, 0.65]) {
    brush.beginPath();
    brush.ellipse(width * 0.86 + turn * width * 0.06, height * 0.5, width * 0.025, height * 0.2, turn, 0, 2 * Math.PI);
    brush.fill();
  }
  brush.fillStyle = '#a9714b';
  brush.fillRect(width * 0.82, height * 0.66, width * 0.08, height * 0.14);
}
