export { ensureDemoScene } from './demo-scene.ts';
