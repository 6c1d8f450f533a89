import { yunetContract } from '../yunet';

/** YuNet of `ShiqiYu/libfacedetection.train`, for pictures of any size. */
export const contract = yunetContract();
