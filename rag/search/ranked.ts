export { byScore, type Scored as Ranked } from '../index/best.ts';
