import { yunetContract } from '../yunet';

/** YuNet of OpenCV Zoo (2023mar), for pictures of 640 × 640. */
export const contract = yunetContract(640);
