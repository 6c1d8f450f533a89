import { yunetContract } from '../yunet';

/** YuNet of `ShiqiYu/libfacedetection.train`, for pictures of 320 × 320. */
export const contract = yunetContract(320);
