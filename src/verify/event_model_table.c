#include "verify/event_model.h"
static const float bnd[1][63]={{.1f}};
static const float bn2[6*63]={[4*63]=.02f,[4*63+1]=.05f,[4*63+2]=.1f,[4*63+3]=.2f};
static const uint8_t ns[6]={0,0,0,0,4,0};
static const struct nd_event_node nodes[31]={{4,1},{4,0},{4,2},{4,255},{4,255},{4,255},{4,3},{4,255},{4,255},{4,255},{4,255},{4,255},{4,255},{4,255},{4,255}};
static const int16_t leaves[32]={[0 ... 3]=-50,[4 ... 7]=-50,[8 ... 15]=-20,[16 ... 23]=0,[24 ... 27]=20,[28 ... 31]=30};
const struct nd_event_forest nd_event_first={6,1,0,.1f,ns,bn2,nodes,leaves},nd_event_second={6,1,0,.1f,ns,bn2,nodes,leaves};
