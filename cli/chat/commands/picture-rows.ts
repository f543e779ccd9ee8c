import type { SlashCommand } from '../slash-commands.ts';

/** The commands of the chat that show pictures. */
export const PICTURE_COMMANDS: readonly SlashCommand[] = [
  {
    name: '/map',
    usage: '[minerals | alteration | quicklook | copper]',
    summary: { en: 'a map of the scene, here in the terminal', zh: '在终端中显示影像的图：矿物、蚀变、真彩、铜' },
    safeWhileBusy: false,
    run: async (chat, argument) => (await import('./map.ts')).showMap(chat, argument),
  },
  {
    name: '/view',
    usage: '[RECIPE] [X Y W H]',
    summary: { en: 'the scene by a recipe, or the recipes', zh: '按配方显示影像；不带参数时列出配方' },
    safeWhileBusy: false,
    run: async (chat, argument) => (await import('./view.ts')).showView(chat, argument),
  },
  {
    name: '/spectrum',
    usage: 'X Y',
    summary: { en: 'the spectrum of a pixel beside the library', zh: '像元光谱，与光谱库对比' },
    safeWhileBusy: false,
    run: async (chat, argument) => (await import('./spectrum.ts')).showSpectrum(chat, argument),
  },
  {
    name: '/compare',
    usage: 'X1 Y1 X2 Y2',
    summary: { en: 'the spectra of two pixels', zh: '对比两个像元的光谱' },
    safeWhileBusy: false,
    run: async (chat, argument) => (await import('./spectrum.ts')).compareSpectra(chat, argument),
  },
  {
    name: '/heatmap',
    usage: '[MINERAL]',
    summary: { en: 'where the vision model sees it: copper, or a mineral', zh: '视觉模型的热力图：铜，或某种矿物' },
    safeWhileBusy: false,
    run: async (chat, argument) => (await import('./heatmap.ts')).showHeatmap(chat, argument),
  },
  {
    name: '/open',
    usage: '',
    summary: { en: 'open the last picture outside', zh: '在外部打开上一幅图' },
    safeWhileBusy: true,
    run: async (chat) => (await import('./open.ts')).openPicture(chat),
  },
];
