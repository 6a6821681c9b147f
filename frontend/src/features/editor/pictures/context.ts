import { createContext } from "react";
import { PictureStore } from "./store";

/** The pictures of the lesson that is open. */
export const PictureContext = createContext(new PictureStore({}, async () => undefined));
